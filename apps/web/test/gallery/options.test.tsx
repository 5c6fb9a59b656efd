// @vitest-environment jsdom
import type { Upload } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gallery } from '@/features/gallery/gallery.tsx';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';
import { imageOf } from './images.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/gallery' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const quota = { usedBytes: 1_000_000, maxBytes: 10_000_000, usedCount: 2, maxCount: 100 };
type Responses = Parameters<typeof respondFromApi>[0];

async function open(items: readonly Upload[], responses: Responses = {}) {
  const calls = respondFromApi({
    'GET /v1/uploads': () => success({ items, nextCursor: null }),
    'GET /v1/uploads/quota': () => success(quota),
    ...responses,
  });
  renderWithSession(<Gallery maxFileBytes={10_000_000} start={null} />, { status: 'signed-in', user });
  await waitFor(() => expect(tiles()).toHaveLength(items.length));
  return calls;
}

/** Also while a dialog is in front of it. */
const list = () => within(screen.getByRole('list', { name: 'Your pictures', hidden: true }));
const tiles = () =>
  list()
    .getAllByRole('button', { hidden: true })
    .filter((button) => 'picture' in button.dataset);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const pathOf = ({ id }: Upload) => `/v1/uploads/${id}`;

async function options(index = 0) {
  await userEvent.click(list().getAllByRole('button', { name: /^Options of the picture/ })[index]!);
  return within(await screen.findByRole('dialog', { name: 'Picture options' }));
}

describe('the options of one’s own picture', () => {
  it('make it public and private again, and show who can see it', async () => {
    const image = imageOf(1);
    let visibility: Upload['visibility'] = 'PRIVATE';
    const calls = await open([image], {
      [`PATCH ${pathOf(image)}`]: (body) => {
        visibility = (body as { visibility: string }).visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
        return success(imageOf(1, { visibility, version: 2 }));
      },
    });
    const dialog = await options();
    expect(dialog.getByText('Only you see this picture.')).toBeTruthy();
    await userEvent.click(dialog.getByRole('button', { name: 'Make public' }));
    await dialog.findByText('Everybody can see this picture on your page.');
    await userEvent.click(dialog.getByRole('button', { name: 'Make private' }));
    await dialog.findByText('Only you see this picture.');
    expect(calls.filter(({ call }) => call.startsWith('PATCH')).map(({ body }) => body)).toEqual([
      { visibility: 'public' },
      { visibility: 'private' },
    ]);
  });

  it('save a caption and an alternative text', async () => {
    const image = imageOf(1);
    const calls = await open([image], {
      [`PATCH ${pathOf(image)}`]: (body) => success(imageOf(1, { ...(body as Partial<Upload>), version: 2 })),
    });
    const dialog = await options();
    await userEvent.type(dialog.getByLabelText('Caption'), 'Low tide');
    await userEvent.type(dialog.getByLabelText('Alternative text'), 'A wet beach');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText('Saved.');
    expect(calls.at(-1)?.body).toEqual({ caption: 'Low tide', altText: 'A wet beach' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(tiles()[0]!.querySelector('img')?.alt).toBe('A wet beach');
  });

  it('show errors at their fields, and keep the input', async () => {
    const image = imageOf(1, { caption: 'Old' });
    await open([image], {
      [`PATCH ${pathOf(image)}`]: () =>
        failure(400, 'VALIDATION_ERROR', { fields: { altText: ['This cannot be kept.'] } }),
    });
    const dialog = await options();
    await userEvent.type(dialog.getByLabelText('Alternative text'), 'Words');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText('This cannot be kept.');
    expect(dialog.getByLabelText('Alternative text')).toHaveProperty('value', 'Words');
    expect(dialog.getByLabelText('Caption')).toHaveProperty('value', 'Old');
  });

  it('reload a picture whose texts were changed elsewhere, say so, and overwrite them when saved again', async () => {
    const image = imageOf(1, { caption: 'Mine' });
    const theirs = imageOf(1, { caption: 'Theirs', version: 2 });
    let attempts = 0;
    const calls = await open([image], {
      [`PATCH ${pathOf(image)}`]: (body) => {
        attempts += 1;
        return attempts === 1
          ? failure(412, 'VERSION_CONFLICT', { version: 2 })
          : success(imageOf(1, { ...(body as Partial<Upload>), version: 3 }));
      },
      [`GET ${pathOf(image)}`]: () => success(theirs),
    });
    const dialog = await options();
    await userEvent.type(dialog.getByLabelText('Caption'), ' again');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText(/changed these words meanwhile/);
    expect(tiles()[0]!.querySelector('img')?.alt).toBe('Theirs');
    expect(dialog.getByLabelText('Caption')).toHaveProperty('value', 'Mine again');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText('Saved.');
    expect(calls.at(-1)?.body).toEqual({ caption: 'Mine again', altText: null });
  });

  it('save immediately if only the screening has changed the picture meanwhile', async () => {
    const image = imageOf(1, { screening: 'PENDING' });
    let attempts = 0;
    await open([image], {
      [`PATCH ${pathOf(image)}`]: (body) => {
        attempts += 1;
        return attempts === 1
          ? failure(412, 'VERSION_CONFLICT', { version: 2 })
          : success(imageOf(1, { ...(body as Partial<Upload>), version: 3 }));
      },
      [`GET ${pathOf(image)}`]: () => success(imageOf(1, { version: 2 })),
    });
    const dialog = await options();
    await userEvent.type(dialog.getByLabelText('Caption'), 'Words');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText('Saved.');
    expect(attempts).toBe(2);
  });

  it('make it the avatar, also from the viewer, whose arrow keys do not act in text fields', async () => {
    const image = imageOf(2);
    await open([image, imageOf(1)], {
      [`POST ${pathOf(image)}/avatar`]: () => success(imageOf(9, { kind: 'AVATAR', visibility: 'PUBLIC' }), 201),
      'GET /v1/auth/me': () => success({ ...user, avatarUrl: '/files/public/9/256.webp' }),
    });
    await userEvent.click(tiles()[0]!);
    const viewer = await screen.findByRole('dialog', { name: 'Picture viewer' });
    await userEvent.click(within(viewer).getByRole('button', { name: 'Options' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Picture options' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Use as avatar' }));
    await dialog.findByText(/This is your avatar now/);
    await userEvent.type(dialog.getByLabelText('Caption'), 'a{ArrowLeft}b');
    expect(dialog.getByLabelText('Caption')).toHaveProperty('value', 'ba');
    expect(viewer.textContent).toContain('1 /of 2');
  });

  it('do not offer a held-back picture as avatar', async () => {
    await open([imageOf(1, { screening: 'FLAGGED' })]);
    const dialog = await options();
    expect(dialog.queryByRole('button', { name: 'Use as avatar' })).toBeNull();
    expect(dialog.getByText(/Held back for review/)).toBeTruthy();
  });
});

describe('several selected pictures', () => {
  it('are made public together, showing the progress and the failures', async () => {
    const [third, second, first] = [imageOf(3), imageOf(2), imageOf(1)];
    const slow = Promise.withResolvers<void>();
    await open([third, second, first], {
      [`PATCH ${pathOf(third)}`]: () => success(imageOf(3, { visibility: 'PUBLIC', version: 2 })),
      [`PATCH ${pathOf(second)}`]: () => slow.promise.then(() => failure(503, 'OVERLOADED', {}, 'Busy.')),
    });
    await press('Select');
    expect(screen.getByRole('button', { name: 'Make public' })).toHaveProperty('disabled', true);
    await userEvent.click(tiles()[0]!);
    await userEvent.click(tiles()[1]!);
    await press('Make public');
    await screen.findByText('1 of 2 done…');
    slow.resolve();
    await screen.findByText('1 of 2 pictures not changed');
    expect(screen.getByText('Busy.')).toBeTruthy();
    expect(screen.getByText('1 picture made public.')).toBeTruthy();
    expect(within(tiles()[0]!).getByText('Public')).toBeTruthy();
    expect(within(tiles()[1]!).getByText('Only you')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Select' })));
  });
});
