// @vitest-environment jsdom
import { act } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { type DeletionsView, useDeletions } from '@/features/gallery/state/use-deletions.ts';
import { loadRequest } from '@/lib/api/load-request.ts';
import { renderWithSession } from '../support.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ refresh: vi.fn() }), usePathname: () => '/gallery' }));
afterEach(() => vi.unstubAllGlobals());

it('pending deletions are carried out when the page is left, by keepalive requests', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal('fetch', fetched);
  let deletions: DeletionsView | undefined;
  const Gallery = () => {
    deletions = useDeletions(vi.fn(), vi.fn());
    return null;
  };
  renderWithSession(<Gallery />);
  act(() => deletions?.start(['a/b', 'c']));
  // As `start` does: by the time somebody leaves it has long been fetched.
  await loadRequest();
  expect(fetched).not.toHaveBeenCalled();
  window.dispatchEvent(new Event('pagehide'));
  await expect.poll(() => fetched.mock.calls.length).toBe(2);
  const options = expect.objectContaining({ method: 'DELETE', keepalive: true }) as unknown;
  expect(fetched.mock.calls).toEqual([
    ['/v1/uploads/a%2Fb', options],
    ['/v1/uploads/c', options],
  ]);
});
