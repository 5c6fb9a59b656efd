import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetUnfinishedUploads } from '@/lib/session/forget-unfinished-uploads.ts';
import { openUnfinishedUploads, type UnfinishedUpload } from '@/features/uploads/sending/unfinished-uploads.ts';

const hourMs = 3_600_000;
const upload = (id: string, about: Partial<UnfinishedUpload> = {}): UnfinishedUpload => ({
  id,
  fileName: `${id}.jpg`,
  bytes: 3,
  lastModified: 1,
  file: null,
  visibility: 'private',
  idempotencyKey: 'k',
  address: null,
  ownerId: 'ada',
  rememberedAtMs: Date.now(),
  ...about,
});

beforeEach(() => forgetUnfinishedUploads());

describe('the browser’s storage of unfinished uploads', () => {
  it('returns the oldest first, with their latest state', async () => {
    const memory = openUnfinishedUploads('ada');
    await memory.remember(upload('b'));
    await memory.remember(upload('a', { rememberedAtMs: Date.now() - hourMs }));
    await memory.remember(upload('b', { address: '/here' }));
    expect((await memory.recall()).map(({ id, address }) => [id, address])).toEqual([
      ['a', null],
      ['b', '/here'],
    ]);
    await memory.forget('a');
    expect(await memory.recall()).toHaveLength(1);
  });

  it('is cleared after a day, and when another user signs in', async () => {
    await openUnfinishedUploads('ada').remember(upload('old', { rememberedAtMs: Date.now() - 25 * hourMs }));
    await openUnfinishedUploads('ada').remember(upload('new'));
    expect(await openUnfinishedUploads('grace').recall()).toEqual([]);
    expect(await openUnfinishedUploads('ada').recall()).toEqual([]);
  });

  it('keeps an upload without its file if that cannot be stored', async () => {
    const memory = openUnfinishedUploads('ada');
    const file = Object.assign(new File(['abc'], 'a.jpg'), { unstorable: () => undefined });
    // A browser that stores no files throws while it copies them.
    vi.spyOn(globalThis, 'structuredClone').mockImplementationOnce(() => {
      throw new DOMException('It could not be cloned.', 'DataCloneError');
    });
    await memory.remember(upload('a', { file }));
    expect((await memory.recall()).map(({ id, file: kept }) => [id, kept])).toEqual([['a', null]]);
  });

  it('is empty, without an error, if there is no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const memory = openUnfinishedUploads('ada');
    await memory.remember(upload('a'));
    await memory.forget('a');
    expect(await memory.recall()).toEqual([]);
    vi.unstubAllGlobals();
  });
});
