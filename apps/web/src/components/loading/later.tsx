import { createElement, lazy, Suspense, useState, type FunctionComponent, type ReactNode } from 'react';
import { useHydrated } from './use-hydrated.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

/** What is fetched when it is first wanted. */
export interface Fetched {
  /** Resolves once it can be shown without a wait. @throws what the last try threw; whoever asks again tries again. */
  fetch: () => Promise<unknown>;
  isHere: () => boolean;
}

export type LaterComponent<Props> = FunctionComponent<Props> & Fetched;

/**
 * A part of a page that is fetched when it is first shown; `instead` stands in for it meanwhile, and the rest of the page stays
 * as it is. What a button opens is fetched by `useOpening` before that, so that the button says so. Next’s `dynamic` weighs a
 * kilobyte, on every page that has it.
 */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  instead: ReactNode = null,
): LaterComponent<Props> {
  let here: FunctionComponent<Props> | undefined;
  let fetching: Promise<FunctionComponent<Props>> | undefined;
  const keep = (part: FunctionComponent<Props>) => (here = part);
  const forget = (error: unknown) => {
    fetching = undefined;
    throw error;
  };
  const fetch = () => (fetching ??= retryImport(load).then(keep).catch(forget));
  const Loaded: FunctionComponent<Props> = lazy(async () => ({ default: await fetch() }));
  function Later(props: Props) {
    // One that is here is shown at once; what it was first shown as it stays, or it would begin anew.
    const [part] = useState(() => ({ Part: here ?? Loaded }));
    return <Suspense fallback={instead}>{createElement(part.Part, props)}</Suspense>;
  }
  return Object.assign(Later, { fetch, isHere: () => here !== undefined });
}

/** One that no server can render, or has a use for. */
export function laterInBrowser<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  instead: ReactNode = null,
): LaterComponent<Props> {
  const Loaded = later(load, instead);
  function InBrowser(props: Props) {
    return useHydrated() ? createElement(Loaded, props) : instead;
  }
  return Object.assign(InBrowser, { fetch: Loaded.fetch, isHere: Loaded.isHere });
}
