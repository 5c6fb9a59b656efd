import { createElement, lazy, Suspense, type FunctionComponent, type ReactNode } from 'react';
import { useHydrated } from './use-hydrated.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

/**
 * A part of a page that is fetched when it is first shown. Until it is there, what was shown before stays, or what a `Suspense`
 * around it has. Next’s `dynamic` does that and weighs a kilobyte, on every page that has it.
 */
export function later<Props>(load: () => Promise<FunctionComponent<Props>>) {
  return lazy(async () => ({ default: await retryImport(load) }));
}

/** One that no server can render, or has a use for. `instead` stands in for it meanwhile. */
export function laterInBrowser<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  instead: ReactNode = null,
): FunctionComponent<Props> {
  const Loaded: FunctionComponent<Props> = later(load);
  return function InBrowser(props) {
    const hydrated = useHydrated();
    return hydrated ? <Suspense fallback={instead}>{createElement(Loaded, props)}</Suspense> : instead;
  };
}
