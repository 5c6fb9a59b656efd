import type { Upload, UploadPage } from '@pixelboxx/shared';

/** The images fetched so far, the newest first, and those that are about to be deleted. */
export interface GalleryState {
  /** Null until the first ones are here. */
  readonly items: readonly Upload[] | null;
  readonly nextCursor: string | null;
  readonly hidden: ReadonlySet<string>;
  /** Uploaded since the gallery was opened. */
  readonly added: ReadonlySet<string>;
}

/** How many are fetched at once. */
export const galleryPageSize = 40;

export const emptyGallery: GalleryState = { items: null, nextCursor: null, hidden: new Set(), added: new Set() };

/** What a page began with; it may be out of date by when it is shown again. */
export function galleryFrom(page: UploadPage | null): GalleryState {
  return page ? { ...emptyGallery, items: page.items, nextCursor: page.nextCursor } : emptyGallery;
}

export type GalleryEvent =
  /** The newest, in place of what the gallery began with. */
  | { type: 'first-page-came'; page: UploadPage }
  | { type: 'page-came'; page: UploadPage }
  | { type: 'added'; upload: Upload }
  /** Asked for again, for what changes about an image: addresses, screening. */
  | { type: 'refreshed'; uploads: readonly Upload[] }
  | { type: 'gone' | 'hidden' | 'shown'; ids: readonly string[] };

export function nextGallery(gallery: GalleryState, event: GalleryEvent): GalleryState {
  const items = gallery.items ?? [];
  switch (event.type) {
    case 'first-page-came': {
      const ids = new Set(event.page.items.map(({ id }) => id));
      const added = items.filter(({ id }) => gallery.added.has(id) && !ids.has(id));
      return { ...gallery, items: newestFirst([...added, ...event.page.items]), nextCursor: event.page.nextCursor };
    }
    case 'page-came': {
      // What was uploaded since the page before moved everything on by one: it may come twice.
      const known = new Set(items.map(({ id }) => id));
      const fresh = event.page.items.filter(({ id }) => !known.has(id));
      return { ...gallery, items: [...items, ...fresh], nextCursor: event.page.nextCursor };
    }
    case 'added':
      return {
        ...gallery,
        items: newestFirst([event.upload, ...items.filter(({ id }) => id !== event.upload.id)]),
        added: new Set([...gallery.added, event.upload.id]),
      };
    case 'refreshed': {
      const fresh = new Map(event.uploads.map((upload) => [upload.id, upload]));
      return { ...gallery, items: items.map((item) => fresh.get(item.id) ?? item) };
    }
    case 'gone': {
      const gone = new Set(event.ids);
      return { ...gallery, items: items.filter(({ id }) => !gone.has(id)), hidden: without(gallery.hidden, event.ids) };
    }
    case 'hidden':
      return { ...gallery, hidden: new Set([...gallery.hidden, ...event.ids]) };
    case 'shown':
      return { ...gallery, hidden: without(gallery.hidden, event.ids) };
  }
}

/** As the API lists them: of several uploaded at once, the one that is done first need not be the one begun first. */
function newestFirst(items: readonly Upload[]): readonly Upload[] {
  return items.toSorted((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function without(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const left = new Set(set);
  for (const id of ids) left.delete(id);
  return left;
}

export function visibleItems({ items, hidden }: GalleryState): readonly Upload[] | null {
  return items && items.filter(({ id }) => !hidden.has(id));
}
