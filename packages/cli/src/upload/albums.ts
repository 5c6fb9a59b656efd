import { isApiError } from '@pixelboxx/api-client';
import { randomUUID } from 'node:crypto';
import { CliError, exitCodes } from '../cli-error.ts';
import { type Pace, retrying } from '../site/retrying.ts';
import type { Site } from '../site/site.ts';

/** How many images a request to an album can name. */
const perRequest = 100;

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Finds an album by its id, or by its title, which must be unique.
 * @returns its id; null if there is none with that title
 * @throws CliError ALBUM_NOT_FOUND, ALBUM_AMBIGUOUS; ApiError
 */
export async function findAlbum(site: Site, album: string, pace: Pace): Promise<string | null> {
  if (idPattern.test(album)) {
    try {
      return (await retrying(() => site.client('album.get', { params: { id: album } }), pace)).id;
    } catch (error) {
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
      throw new CliError('ALBUM_NOT_FOUND', 'There is no album of yours with this id.', exitCodes.usage);
    }
  }
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await retrying(() => site.client('album.list', { query: { limit: 100, cursor } }), pace);
    found.push(...page.items.filter(({ title }) => title === album).map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  if (found.length <= 1) return found[0] ?? null;
  const message = `You have ${found.length} albums with this title. Name the one you mean by its id: ${found.join(', ')}`;
  throw new CliError('ALBUM_AMBIGUOUS', message, exitCodes.usage);
}

/** @returns the id of the new album; only one is created, however often the request is repeated */
export async function createAlbum(site: Site, title: string, isPublic: boolean, pace: Pace): Promise<string> {
  const body = { title, visibility: isPublic ? ('PUBLIC' as const) : ('PRIVATE' as const) };
  const idempotencyKey = randomUUID();
  return (await retrying(() => site.client('album.create', { body, idempotencyKey }), pace)).id;
}

/**
 * Adds images to the end of an album, in their order; images already in it stay where they are. Images deleted since
 * they were sent are left out.
 * @returns how many were left out
 */
export async function addToAlbum(site: Site, id: string, uploadIds: readonly string[], pace: Pace): Promise<number> {
  let leftOut = 0;
  for (let at = 0; at < uploadIds.length; at += perRequest) {
    let batch = uploadIds.slice(at, at + perRequest);
    while (batch.length > 0) {
      try {
        await retrying(() => site.client('album.addImages', { params: { id }, body: { uploadIds: [...batch] } }), pace);
        break;
      } catch (error) {
        const faulty = faultyIn(error);
        if (faulty.size === 0) throw error;
        leftOut += faulty.size;
        batch = batch.filter((_, index) => !faulty.has(index));
      }
    }
  }
  return leftOut;
}

/** Which of the ids in a request are no longer images of the user: `uploadIds.<index>` in the failure. */
function faultyIn(error: unknown): ReadonlySet<number> {
  if (!isApiError(error) || error.code !== 'VALIDATION_ERROR') return new Set();
  const { fields } = error.details;
  if (!fields) return new Set();
  const indexes = Object.keys(fields).map((name) => /^uploadIds\.(\d+)$/.exec(name)?.[1]);
  return new Set(indexes.filter((index) => index !== undefined).map(Number));
}
