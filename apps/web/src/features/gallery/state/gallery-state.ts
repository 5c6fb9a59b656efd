import type { Upload, UploadPage } from '@pixelboxx/shared';

/** The images loaded so far, the newest first, and those that are about to be deleted. */
export interface GalleryState {
  /** Null until the first page is loaded. */
  readonly items: readonly Upload[] | null;
  readonly nextCursor: string | null;
  readonly hidden: ReadonlySet<string>;
  /** Uploaded since the gallery was opened. */
  readonly added: ReadonlySet<string>;
}

/** How many images are loaded at once. */
export const galleryPageSize = 40;

export const emptyGallery: GalleryState = { items: null, nextCursor: null, hidden: new Set(), added: new Set() };

/** The state from the HTML; it may be out of date when the page is shown again. */
export function galleryFrom(page: UploadPage | null): GalleryState {
  return page ? { ...emptyGallery, items: page.items, nextCursor: page.nextCursor } : emptyGallery;
}

export type GalleryEvent =
  /** The newest images, replacing those from the HTML. */
  | { type: 'first-page-came'; page: UploadPage }
  | { type: 'page-came'; page: UploadPage }
  | { type: 'added'; upload: Upload }
  /** Loaded again, for changing data: URLs, screening. */
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
      // Images uploaded since the previous page have shifted the list: an image can arrive twice.
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

/** In the API's order: of several images uploaded at once, the first to finish need not be the first to start. */
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
