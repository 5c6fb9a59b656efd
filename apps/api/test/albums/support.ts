import type { Upload } from '@pixelboxx/shared';
import { type Album, albumEndpoints, type CreateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { newImage } from '../support/uploads/screened-app.ts';
import type { RunningApp } from '../support/app.ts';
import type { Browser } from '../support/clients/browser.ts';
import type { TestUser } from '../support/clients/users.ts';
import { uploadImage } from '../support/uploads/uploading.ts';

export const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

export function createAlbum(browser: Browser, body: Partial<CreateAlbumRequest> = {}): Promise<Album> {
  return browser.call(albumEndpoints.create, { body: { title: 'By the sea', ...body } });
}

/** Of the album, as its owner sees it, in its order. */
export async function imagesIn(browser: Browser, { id }: Pick<Album, 'id'>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await browser.call(albumEndpoints.images, { params: { id }, query: { cursor, limit: 100 } });
    seen.push(...idsOf(page.items));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

export async function addImages(browser: Browser, { id }: Pick<Album, 'id'>, uploadIds: string[]): Promise<Album> {
  return browser.call(albumEndpoints.addImages, { params: { id }, body: { uploadIds } });
}

/** Images of the user's: one is uploaded, the others are rows of the same bytes. Public ones may be seen by all. */
export async function ownImages(
  app: Pick<RunningApp, 'prisma'>,
  { browser }: TestUser,
  count: number,
  visibility: 'public' | 'private' = 'public',
): Promise<Pick<Upload, 'id'>[]> {
  const first = await uploadImage(browser, await newImage(), visibility);
  const {
    id: _,
    variants,
    scores: _scores,
    ...row
  } = await app.prisma.upload.findUniqueOrThrow({
    where: { id: first.id },
  });
  const data = Array.from({ length: count - 1 }, () => ({ ...row, variants: variants ?? [] }));
  const others = await app.prisma.upload.createManyAndReturn({ data, select: { id: true } });
  return [first, ...others];
}
