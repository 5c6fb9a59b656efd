import { createElement, lazy, Suspense, type FunctionComponent, type ReactNode } from 'react';
import { useHydrated } from './use-hydrated.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

/**
 * A part of a page that is fetched when it is first shown; `instead` stands in for it meanwhile, and the rest of the page stays
 * as it is. Next’s `dynamic` does that and weighs a kilobyte, on every page that has it.
 */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  instead: ReactNode = null,
): FunctionComponent<Props> {
  const Loaded: FunctionComponent<Props> = lazy(async () => ({ default: await retryImport(load) }));
  return function Later(props) {
    return <Suspense fallback={instead}>{createElement(Loaded, props)}</Suspense>;
  };
}

/** One that no server can render, or has a use for. */
export function laterInBrowser<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  instead: ReactNode = null,
): FunctionComponent<Props> {
  const Loaded = later(load, instead);
  return function InBrowser(props) {
    return useHydrated() ? createElement(Loaded, props) : instead;
  };
}
