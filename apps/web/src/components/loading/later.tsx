import { createElement, lazy, Suspense, useState, type FunctionComponent, type ReactNode } from 'react';
import { useHydrated } from './use-hydrated.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

/** A component that is loaded when it is first needed. */
export interface Fetched {
  /** Resolves once it can be shown without a wait. @throws the error of the last attempt; the next call tries again. */
  fetch: () => Promise<unknown>;
  isHere: () => boolean;
}

export type LaterComponent<Props> = FunctionComponent<Props> & Fetched;

/**
 * A part of a page that is loaded when it is first shown. Until then `instead` is shown, and the rest of the page stays as it
 * is. If a button opens the part, `useOpening` loads it first, so that the button shows the wait. Next’s `dynamic` weighs a
 * kilobyte on every page that has it.
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
    // A loaded part is shown at once. The component type must not change afterwards, or the part would lose its state.
    const [part] = useState(() => ({ Part: here ?? Loaded }));
    return <Suspense fallback={instead}>{createElement(part.Part, props)}</Suspense>;
  }
  return Object.assign(Later, { fetch, isHere: () => here !== undefined });
}

/** A part that a server cannot render, or that makes no sense there. */
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
