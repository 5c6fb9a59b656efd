// @vitest-environment jsdom
import type { Album } from '@pixelboxx/shared/features/albums';
import { screen, within, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Albums } from '@/features/albums/index.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';
import { albumOf } from './album.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/albums' }));

afterEach(() => vi.unstubAllGlobals());

const page = (items: Album[]) => success({ items, nextCursor: null });
const show = () => renderWithSession(<Albums />, { status: 'signed-in', user });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the page of albums', () => {
  it('shows a text if there are none, until an album is created', async () => {
    const made = albumOf(1, { cover: null, imageCount: 0, visibility: 'PUBLIC' });
    const calls = respondFromApi({ 'GET /v1/albums': () => page([]), 'POST /v1/albums': () => success(made, 201) });
    show();
    await screen.findByText(/No albums yet/);
    await press('New album');
    // Where the button was that opened it, the focus would be lost.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Title')));
    await userEvent.keyboard('By the sea');
    await userEvent.selectOptions(screen.getByLabelText('Who can see it'), 'Everybody');
    await press('Make album');
    const list = await screen.findByRole('list', { name: 'Your albums' });
    expect(within(list).getByRole('link').textContent).toBe('By the seaNo pictures · Public');
    expect(calls.find(({ call }) => call.startsWith('POST'))?.body).toEqual({
      ...{ title: 'By the sea', description: null, visibility: 'PUBLIC' },
    });
    expect(screen.queryByText(/No albums yet/)).toBeNull();
  });

  it('sends no invalid input, and shows what is missing', async () => {
    const calls = respondFromApi({ 'GET /v1/albums': () => page([]) });
    show();
    await press('New album');
    await userEvent.type(await screen.findByLabelText('Description'), 'A week');
    await press('Make album');
    await screen.findByText('Enter a title.');
    expect(calls.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
  });

  it('explains the limit when there can be no more', async () => {
    const message = 'You have 200 albums, and there can be no more. Delete one first.';
    respondFromApi({
      'GET /v1/albums': () => page([albumOf(1)]),
      'POST /v1/albums': () => failure(409, 'ALBUM_LIMIT_REACHED', {}, message),
    });
    show();
    await press('New album');
    await userEvent.type(await screen.findByLabelText('Title'), 'One more');
    await press('Make album');
    await screen.findByText(message);
  });

  it('offers to try again when the list cannot be fetched', async () => {
    let answers = 0;
    respondFromApi({
      'GET /v1/albums': () =>
        answers++ === 0 ? failure(503, 'SERVICE_UNAVAILABLE', {}, 'Please try again shortly.') : page([albumOf(1)]),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    const link = await screen.findByRole('link', { name: /By the sea/ });
    expect(link.getAttribute('href')).toBe(`/albums/${albumOf(1).id}`);
  });
});
