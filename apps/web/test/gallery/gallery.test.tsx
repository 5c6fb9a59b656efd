// @vitest-environment jsdom
import type { Upload } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gallery } from '@/features/gallery/gallery.tsx';
import type { GalleryStart } from '@/features/gallery/read-gallery.ts';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';
import { imageOf } from './images.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/gallery' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const show = (start: GalleryStart | null = null) =>
  renderWithSession(<Gallery maxFileBytes={10_000_000} start={start} />, { status: 'signed-in', user });
const quota = { usedBytes: 1_000_000, maxBytes: 10_000_000, usedCount: 2, maxCount: 100 };
const holding = (...items: Upload[]) => ({
  'GET /v1/uploads': () => success({ items, nextCursor: null }),
  'GET /v1/uploads/quota': () => success(quota),
});
const tiles = () =>
  within(screen.getByRole('list', { name: 'Your pictures' }))
    .getAllByRole('button')
    .filter((button) => 'picture' in button.dataset);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the gallery', () => {
  it('invites users without pictures to upload', async () => {
    respondFromApi(holding());
    show();
    await screen.findByText('Your first pictures go here');
    expect(screen.getByRole('radio', { name: 'Only me' })).toHaveProperty('checked', true);
    expect(screen.getByLabelText('Picture files').getAttribute('accept')).toContain('image/webp');
  });

  it('shows the pictures sent with the page immediately, and then the current ones', async () => {
    let items = [imageOf(2), imageOf(1)];
    const current = Promise.withResolvers<void>();
    respondFromApi({
      ...holding(),
      'GET /v1/uploads': () => current.promise.then(() => success({ items, nextCursor: null })),
    });
    show({ page: { items, nextCursor: null }, quota });
    expect(tiles()).toHaveLength(2);
    expect(screen.getByRole('meter', { name: 'Your storage' })).toBeTruthy();
    // Deleted in another tab, or before going back to this page.
    items = [imageOf(2)];
    current.resolve();
    await waitFor(() => expect(tiles()).toHaveLength(1));
  });

  it('can be loaded again after a failure', async () => {
    let down = true;
    respondFromApi({
      ...holding(imageOf(1)),
      'GET /v1/uploads': () =>
        down ? failure(503, 'SERVICE_UNAVAILABLE', {}, 'Not now.') : success({ items: [imageOf(1)], nextCursor: null }),
    });
    show();
    await screen.findByText('Not now.');
    down = false;
    await press('Try again');
    await waitFor(() => expect(tiles()).toHaveLength(1));
  });

  it('shows the remaining storage, and what to do if it is full', async () => {
    respondFromApi({
      ...holding(imageOf(1)),
      'GET /v1/uploads/quota': () => success({ ...quota, usedBytes: 10_000_000 }),
    });
    show();
    await screen.findByText(/Your storage is full/);
    expect(screen.getByRole('meter', { name: 'Your storage' }).getAttribute('aria-valuetext')).toBe(
      '10\u00a0MB of 10\u00a0MB, 2 of 100 pictures',
    );
  });

  it('opens pictures by keyboard, and returns the focus', async () => {
    respondFromApi(holding(imageOf(3), imageOf(2), imageOf(1)));
    show();
    await waitFor(() => expect(tiles()).toHaveLength(3));
    tiles()[0]!.focus();
    await userEvent.keyboard('{Enter}');
    const viewer = await screen.findByRole('dialog', { name: 'Picture viewer' });
    expect(viewer.textContent).toContain('1 /of 3');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowLeft}');
    await waitFor(() => expect(viewer.textContent).toContain('2 /of 3'));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(tiles()[1]));
  });

  it('deletes from the viewer, shows the next, and undoes the deletion', async () => {
    const calls = respondFromApi(holding(imageOf(2), imageOf(1)));
    show();
    await waitFor(() => expect(tiles()).toHaveLength(2));
    await userEvent.click(tiles()[0]!);
    const viewer = await screen.findByRole('dialog');
    await userEvent.click(within(viewer).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(viewer.textContent).toContain('1 /of 1'));
    await userEvent.click(within(viewer).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(viewer.textContent).toContain('2 /of 2'));
    expect(calls.filter(({ call }) => call.startsWith('DELETE'))).toEqual([]);
  });

  it('deletes several at once, and shows again those that could not be deleted', async () => {
    const calls = respondFromApi({
      ...holding(imageOf(3), imageOf(2), imageOf(1)),
      [`DELETE /v1/uploads/${imageOf(3).id}`]: () => new Response(null, { status: 204 }),
      [`DELETE /v1/uploads/${imageOf(2).id}`]: () => failure(503, 'OVERLOADED', {}, 'Busy.'),
    });
    const { unmount } = show();
    await waitFor(() => expect(tiles()).toHaveLength(3));
    await press('Select');
    await userEvent.click(tiles()[0]!);
    await userEvent.click(tiles()[1]!);
    await press('Delete');
    expect(screen.getByText('2 pictures deleted.')).toBeTruthy();
    expect(tiles()).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Select' }));
    // Another deletion carries this one out.
    await press('Select');
    await userEvent.click(tiles()[0]!);
    await press('Delete');
    await screen.findByText('Busy.');
    expect(tiles()).toHaveLength(1);
    expect(calls.filter(({ call }) => call.startsWith('DELETE'))).toHaveLength(2);
    unmount();
    await waitFor(() => expect(calls.filter(({ call }) => call.startsWith('DELETE'))).toHaveLength(3));
  });

  it('marks pictures that are held back, and refreshes those being screened', async () => {
    const checking = imageOf(2, { screening: 'PENDING' });
    respondFromApi({
      ...holding(checking, imageOf(1, { screening: 'FLAGGED' })),
      [`GET /v1/uploads/${checking.id}`]: () => success(imageOf(2)),
    });
    show();
    await screen.findByText('Being checked');
    expect(screen.getByText('Held back for review')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText('Being checked')).toBeNull(), { timeout: 4_000 });
  });

  it('requests a new address once if a picture does not load, and removes deleted ones', async () => {
    const broken = imageOf(2);
    const calls = respondFromApi({
      ...holding(broken, imageOf(1)),
      [`GET /v1/uploads/${broken.id}`]: () => failure(404, 'NOT_FOUND'),
    });
    show();
    await waitFor(() => expect(tiles()).toHaveLength(2));
    const image = tiles()[0]!.querySelector('img');
    image?.dispatchEvent(new Event('error'));
    image?.dispatchEvent(new Event('error'));
    await waitFor(() => expect(tiles()).toHaveLength(1));
    expect(calls.filter(({ call }) => call.endsWith(broken.id))).toHaveLength(1);
  });
});
