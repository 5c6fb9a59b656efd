// @vitest-environment jsdom
import type { Upload } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlbumView } from '@/features/albums/index.ts';
import { LiveProvider } from '@/lib/live/live-provider.tsx';
import { imageOf } from '../gallery/images.ts';
import { EventSource } from '../live/event-source.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';
import { albumOf } from './album.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/albums' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const album = albumOf(1, { imageCount: 3 });
const base = `/v1/albums/${album.id}`;
const named = (number: number, altText: string) => imageOf(number, { altText });
const three = [named(1, 'Beach'), named(2, 'Boat'), named(3, 'Gull')];
const holding = (items: Upload[] = three, nextCursor: string | null = null) => ({
  [`GET ${base}`]: () => success(album),
  [`GET ${base}/images`]: () => success({ items, nextCursor }),
});
const show = () => renderWithSession(<AlbumView id={album.id} />, { status: 'signed-in', user });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const order = () =>
  within(screen.getByRole('list', { name: 'Pictures in this album' }))
    .getAllByRole('img')
    .map((image) => image.getAttribute('alt'));
const posted = (calls: { call: string; body: unknown }[]) => calls.filter(({ call }) => call.startsWith('POST'));

describe('the page of one’s own album', () => {
  it('moves pictures by buttons, earlier and later, and the focus follows', async () => {
    const calls = respondFromApi({ ...holding(), [`POST ${base}/images/move`]: () => success(album) });
    show();
    await screen.findByRole('heading', { name: 'By the sea' });
    await waitFor(() => expect(order()).toEqual(['Beach', 'Boat', 'Gull']));
    screen.getByRole('button', { name: 'Move Boat earlier' }).focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText('Moved to place 1.');
    expect(order()).toEqual(['Boat', 'Beach', 'Gull']);
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Boat later'));
    await press('Move Beach later');
    await screen.findByText('Moved to place 3.');
    expect(order()).toEqual(['Boat', 'Gull', 'Beach']);
    const [beach, boat, gull] = three.map(({ id }) => id);
    expect(posted(calls).map(({ body }) => body)).toEqual([
      { uploadIds: [boat], before: beach },
      { uploadIds: [gull], before: beach },
    ]);
    expect(screen.getByRole('button', { name: 'Move Boat earlier' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('button', { name: 'Move Beach later' })).toHaveProperty('disabled', true);
  });

  it('removes a picture, and keeps it if that failed', async () => {
    let answers = 0;
    respondFromApi({
      ...holding(),
      [`POST ${base}/images/remove`]: () =>
        answers++ === 0
          ? failure(500, 'INTERNAL_ERROR', {}, 'Something went wrong.')
          : success({ ...album, imageCount: 2 }),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Take Boat out of the album' }));
    await screen.findByRole('alert');
    expect(order()).toEqual(['Beach', 'Boat', 'Gull']);
    await press('Take Boat out of the album');
    await waitFor(() => expect(order()).toEqual(['Beach', 'Gull']));
    await screen.findByText(/2 pictures/);
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Take Gull out of the album'));
  });

  it('reloads its list if the last loaded picture was removed elsewhere', async () => {
    const calls = respondFromApi({
      ...holding(three.slice(0, 2), 'boat'),
      [`GET ${base}/images`]: () =>
        calls.at(-1)?.call.includes('cursor=') === true
          ? failure(400, 'VALIDATION_ERROR', { fields: { cursor: ['This is not a cursor of this list.'] } })
          : success({ items: posts > 0 ? [three[2]] : three.slice(0, 2), nextCursor: posts++ > 0 ? null : 'boat' }),
    });
    let posts = 0;
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Show more pictures' }));
    await waitFor(() => expect(order()).toEqual(['Gull']));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('publishes the album with all its pictures if that is chosen', async () => {
    const asked: unknown[] = [];
    respondFromApi({
      ...holding(),
      [`PATCH ${base}`]: (body) => {
        asked.push(body);
        return success({ ...album, visibility: 'PUBLIC' });
      },
    });
    show();
    await screen.findByRole('heading', { name: album.title });
    await press('Edit album');
    const choice = await screen.findByLabelText('Who can see it');
    await userEvent.selectOptions(choice, 'Everybody, with all pictures in it now');
    await press('Save');
    await waitFor(() => expect(asked).toEqual([expect.objectContaining({ visibility: 'PUBLIC', showImages: true })]));
  });

  it('saves only over the version that was shown', async () => {
    let title = 'Hills';
    const versions: unknown[] = [];
    respondFromApi({
      ...holding(),
      [`GET ${base}`]: () => success({ ...album, title, version: versions.length + 1 }),
      [`PATCH ${base}`]: (body) => {
        versions.push(body);
        if (versions.length === 1) return failure(412, 'VERSION_CONFLICT', { version: 2 });
        title = 'Dunes';
        return success({ ...album, title, version: 3 });
      },
    });
    show();
    await screen.findByRole('heading', { name: 'Hills' });
    await press('Edit album');
    await userEvent.clear(await screen.findByLabelText('Title'));
    await userEvent.type(await screen.findByLabelText('Title'), 'Dunes');
    await press('Save');
    await screen.findByText(/changed meanwhile/);
    await press('Save');
    await screen.findByRole('heading', { name: 'Dunes' });
  });

  it('deletes the album after a confirmation, and leads back to the list', async () => {
    respondFromApi({ ...holding(), [`DELETE ${base}`]: () => new Response(null, { status: 204 }) });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete album' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this album?' });
    expect(dialog.textContent).toContain('stay in your gallery');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete album' }));
    await waitFor(() => expect(router.push).toHaveBeenCalledWith('/albums'));
  });

  it('says what to do if the album is empty, and reports an unknown album', async () => {
    respondFromApi({
      [`GET ${base}`]: () => success({ ...album, cover: null, imageCount: 0 }),
      [`GET ${base}/images`]: () => success({ items: [], nextCursor: null }),
    });
    const { unmount } = show();
    await screen.findByText('Nothing in it yet');
    unmount();
    respondFromApi({ [`GET ${base}`]: () => failure(404, 'NOT_FOUND', {}, 'There is nothing here.') });
    show();
    await screen.findByRole('heading', { name: 'No such album' });
  });
});

describe('the page of one’s own album that is open in two windows', () => {
  let events: EventSource;
  beforeEach(() => {
    localStorage.clear();
    events = new EventSource();
  });
  afterEach(() => events.close());

  const changed = { type: 'album.changed', data: { albumId: album.id } };
  async function open(responses: Parameters<typeof respondFromApi>[0]) {
    const calls = respondFromApi({ 'GET /v1/events': () => events.connect(), ...responses });
    renderWithSession(
      <LiveProvider>
        <AlbumView id={album.id} />
      </LiveProvider>,
      { status: 'signed-in', user },
    );
    await waitFor(() => expect(order()).toEqual(['Beach', 'Boat', 'Gull']));
    await events.opened();
    return calls;
  }

  it('shows changes of the other window: texts, content and order', async () => {
    let there = { album, items: three };
    await open({
      [`GET ${base}`]: () => success(there.album),
      [`GET ${base}/images`]: () => success({ items: there.items, nextCursor: null }),
    });
    there = { album: { ...album, title: 'By the lake', imageCount: 2 }, items: [three[2]!, three[0]!] };
    events.send(changed);
    await screen.findByRole('heading', { name: 'By the lake' });
    await waitFor(() => expect(order()).toEqual(['Gull', 'Beach']));
  });

  it('loads nothing when another album was changed, and everything after missed events', async () => {
    const calls = await open(holding());
    const reads = () => calls.filter(({ call }) => call.startsWith(`GET ${base}`)).length;
    expect(reads()).toBe(2);
    events.send({ type: 'album.changed', data: { albumId: albumOf(2).id } });
    events.gap();
    await waitFor(() => expect(reads()).toBe(4));
  });

  it('reports that it was deleted in the other window', async () => {
    let isThere = true;
    const gone = () => failure(404, 'NOT_FOUND', {}, 'There is no such thing.');
    await open({
      [`GET ${base}`]: () => (isThere ? success(album) : gone()),
      [`GET ${base}/images`]: () => (isThere ? success({ items: three, nextCursor: null }) : gone()),
    });
    isThere = false;
    events.send({ type: 'album.deleted', data: { albumId: album.id } });
    await screen.findByRole('heading', { name: 'No such album' });
  });

  it('shows one picture in the viewer, with a button for the next', async () => {
    await open(holding());
    await userEvent.click(screen.getByRole('button', { name: 'Boat' }));
    const viewer = within(await screen.findByRole('dialog', { name: 'Picture viewer' }));
    expect(viewer.getByRole('img', { name: 'Boat' })).toBeTruthy();
    await userEvent.keyboard('{ArrowRight}');
    await viewer.findByRole('img', { name: 'Gull' });
  });
});
