import { describe, expect, it } from 'vitest';
import { emptyGallery, nextGallery, visibleItems, type GalleryEvent } from '@/features/gallery/state/gallery-state.ts';
import { gridRatio, neighbourOf, sourcesOf } from '@/components/images/image-sources.ts';
import { placeholderOf } from '@/components/images/placeholder.ts';
import { imageOf } from './images.ts';

const [one, two, three, four] = [imageOf(1), imageOf(2), imageOf(3), imageOf(4)] as const;
const after = (...events: GalleryEvent[]) => events.reduce(nextGallery, emptyGallery);
const seen = (...events: GalleryEvent[]) => visibleItems(after(...events))?.map(({ id }) => Number(id.slice(-3)));
const firstPage: GalleryEvent = { type: 'page-came', page: { items: [four, three], nextCursor: 'c' } };

describe('the pictures of a gallery', () => {
  it('are unknown until the first page is loaded', () => {
    expect(seen()).toBeUndefined();
    expect(seen({ type: 'page-came', page: { items: [], nextCursor: null } })).toEqual([]);
  });

  it('appear once each, even if an upload has shifted the pages', () => {
    const secondPage: GalleryEvent = { type: 'page-came', page: { items: [three, two, one], nextCursor: null } };
    expect(seen(firstPage, secondPage)).toEqual([4, 3, 2, 1]);
    expect(after(firstPage, secondPage).nextCursor).toBeNull();
  });

  it('are the current ones, plus meanwhile uploaded ones, once the first page is reloaded', () => {
    const added: GalleryEvent = { type: 'added', upload: imageOf(5) };
    const anew: GalleryEvent = { type: 'first-page-came', page: { items: [three, two], nextCursor: 'd' } };
    expect(seen(firstPage, added, anew)).toEqual([5, 3, 2]);
    expect(after(firstPage, anew).nextCursor).toBe('d');
  });

  it('begin with new uploads, each once', () => {
    const added: GalleryEvent = { type: 'added', upload: imageOf(5) };
    expect(seen(firstPage, added, added)).toEqual([5, 4, 3]);
  });

  it('keep the order of the queue, whichever of several uploads finishes first', () => {
    const done = [7, 5, 6].map((number): GalleryEvent => ({ type: 'added', upload: imageOf(number) }));
    expect(seen(firstPage, ...done)).toEqual([7, 6, 5, 4, 3]);
    const later: GalleryEvent = {
      type: 'added',
      upload: imageOf(1, { createdAt: '2026-11-02T00:00:00.000Z' }),
    };
    expect(seen(firstPage, ...done, later)).toEqual([1, 7, 6, 5, 4, 3]);
  });

  it('are hidden while being deleted, and at their old place when that is undone', () => {
    const hidden: GalleryEvent = { type: 'hidden', ids: [four.id] };
    expect(seen(firstPage, hidden)).toEqual([3]);
    expect(seen(firstPage, hidden, { type: 'shown', ids: [four.id] })).toEqual([4, 3]);
    expect(seen(firstPage, hidden, { type: 'gone', ids: [four.id] })).toEqual([3]);
  });

  it('keep their place when they are reloaded', () => {
    const fresh = imageOf(3, { screening: 'FLAGGED' });
    const state = after(firstPage, { type: 'refreshed', uploads: [fresh, imageOf(9)] });
    expect(state.items?.map(({ screening }) => screening)).toEqual(['APPROVED', 'FLAGGED']);
  });
});

describe('a picture of the gallery', () => {
  it('offers every size it has an address for', () => {
    expect(sourcesOf(one)).toEqual({
      src: '/files/1/320.webp?v=1',
      srcSet: '/files/1/320.webp?v=1 320w, /files/1/1600.webp?v=1 1600w',
    });
    const hidden = { ...one, variants: one.variants.map((variant) => ({ ...variant, url: null })) };
    expect(sourcesOf(hidden)).toBeNull();
  });

  it('is not wider than its row', () => {
    expect([gridRatio(imageOf(1, { width: 9000, height: 300 })), gridRatio(one)]).toEqual([2.4, 4 / 3]);
  });

  it('is followed by its neighbour in the viewer when it is deleted', () => {
    const items = [one, two, three];
    expect(neighbourOf(items, two.id)).toBe(three.id);
    expect(neighbourOf(items, three.id)).toBe(two.id);
    expect(neighbourOf([one], one.id)).toBeNull();
  });

  it('has a blurred preview, or none if that is unreadable', () => {
    expect(placeholderOf('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/);
    expect(placeholderOf('%%%')).toBeNull();
    expect(placeholderOf('')).toBeNull();
  });
});
