// @vitest-environment jsdom
import { act } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ImageGrid } from '@/features/gallery/grid/image-grid.tsx';
import { renderWithSession, user } from '../support.tsx';
import { imageOf } from './images.ts';

vi.mock('next/navigation', () => ({ useRouter: () => ({}), usePathname: () => '/gallery' }));

type Tell = (entries: { isIntersecting: boolean }[]) => void;

/** Whoever watches for the end of the list, in the order they began. */
let watching: Tell[];

beforeEach(() => {
  watching = [];
  const observe = class {
    constructor(tell: Tell) {
      watching.push(tell);
    }
    observe = () => undefined;
    disconnect = () => undefined;
  };
  vi.stubGlobal('IntersectionObserver', observe);
});
afterEach(() => vi.unstubAllGlobals());

it('the next page is loaded when its place comes near, even if the observer reports several changes at once', () => {
  const nothing = () => undefined;
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), (seen) => {
      const run = vi.fn(() => Promise.resolve(true));
      const more = { run, running: false, failure: null, failureCode: null, waitSeconds: 0 };
      const actions = { onOpen: nothing, onToggle: nothing, onOptions: nothing, onBroken: nothing };
      const grid = <ImageGrid items={[imageOf(1)]} hasMore more={more} selection={null} keepId={null} {...actions} />;
      const { unmount } = renderWithSession(grid, { status: 'signed-in', user });
      // A browser that is busy gathers what it sees, and tells all of it at once.
      act(() => watching.at(-1)?.(seen.map((isIntersecting) => ({ isIntersecting }))));
      expect(run).toHaveBeenCalledTimes(seen.includes(true) ? 1 : 0);
      unmount();
    }),
    { seed: 20_261_130, numRuns: 30 },
  );
});
