// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AddToAlbum from '@/features/albums/add/add-to-album.tsx';
import { imageOf } from '../gallery/images.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';
import { albumOf } from './album.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/gallery' }));

afterEach(() => vi.unstubAllGlobals());

const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => imageOf(index + 1).id);
function show(ids: string[]) {
  const said = { onClose: vi.fn(), onDone: vi.fn() };
  renderWithSession(<AddToAlbum ids={ids} {...said} />, { status: 'signed-in', user });
  return said;
}

describe('adding selected pictures to an album', () => {
  it('adds them to the chosen album, a hundred at a time, in the order of selection', async () => {
    const album = albumOf(1);
    const calls = respondFromApi({
      'GET /v1/albums': () => success({ items: [album], nextCursor: null }),
      [`POST /v1/albums/${album.id}/images`]: () => success({ ...album, imageCount: 120 }),
    });
    const { onDone } = show(idsUpTo(120));
    await userEvent.click(await screen.findByRole('button', { name: /By the sea/ }));
    await screen.findByText('120 pictures are in “By the sea”.');
    const bodies = calls.filter(({ call }) => call.startsWith('POST')).map(({ body }) => body);
    expect(bodies).toEqual([{ uploadIds: idsUpTo(100) }, { uploadIds: idsUpTo(120).slice(100) }]);
    await userEvent.click(screen.getByRole('button', { name: 'Back to your pictures' }));
    expect(onDone).toHaveBeenCalledOnce();
  });

  it('can create a new album for them', async () => {
    const album = albumOf(2, { title: 'Hills' });
    respondFromApi({
      'GET /v1/albums': () => success({ items: [], nextCursor: null }),
      'POST /v1/albums': () => success({ ...album, cover: null, imageCount: 0 }, 201),
      [`POST /v1/albums/${album.id}/images`]: () => success(album),
    });
    show(idsUpTo(1));
    await screen.findByText('You have no albums yet.');
    await userEvent.click(screen.getByRole('button', { name: 'New album' }));
    await userEvent.type(screen.getByLabelText('Title'), 'Hills');
    await userEvent.click(screen.getByRole('button', { name: 'Make album and add' }));
    await screen.findByText('1 picture is in “Hills”.');
  });

  it('shows why they do not fit, and keeps the selection', async () => {
    const album = albumOf(1);
    const message = 'An album holds 1,000 pictures at most. Take some out, or begin another one.';
    respondFromApi({
      'GET /v1/albums': () => success({ items: [album], nextCursor: null }),
      [`POST /v1/albums/${album.id}/images`]: () => failure(409, 'ALBUM_FULL', {}, message),
    });
    const { onDone } = show(idsUpTo(2));
    await userEvent.click(await screen.findByRole('button', { name: /By the sea/ }));
    await screen.findByText(message);
    await waitFor(() => expect(screen.getByRole('button', { name: /By the sea/ })).toHaveProperty('disabled', false));
    expect(onDone).not.toHaveBeenCalled();
  });
});
