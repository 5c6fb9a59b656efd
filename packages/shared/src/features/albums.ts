import { z } from 'zod';
import { declareErrors } from '../errors.ts';
import { declareEvents } from '../events.ts';
import { Id, lineOf, proseOf, Timestamp } from '../fields/fields.ts';
import { declareLiveEvents } from '../live.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page, pageFields } from '../http/page.ts';
import type { RateLimitPolicy } from '../rate-limits.ts';
import { declareScopes } from '../token-scopes.ts';
import { Upload, UploadPage } from '../uploads/uploads.ts';

/** How many albums a user can have, how many images an album can hold, and how many images a request can name. */
export const albumLimits = { albums: 200, images: 1000, imagesPerRequest: 100 } as const;

export const albumErrors = declareErrors({
  ALBUM_LIMIT_REACHED: { status: 409, message: 'You have 200 albums, and there can be no more. Delete one first.' },
  ALBUM_FULL: { status: 409, message: 'An album holds 1,000 pictures at most. Take some out, or begin another one.' },
});

declare module '../errors.ts' {
  interface FeatureErrors {
    readonly ALBUM_LIMIT_REACHED: (typeof albumErrors)['ALBUM_LIMIT_REACHED'];
    readonly ALBUM_FULL: (typeof albumErrors)['ALBUM_FULL'];
  }
}

export const albumScopes = declareScopes({
  'albums:read': 'See all your albums, private ones included.',
  'albums:write': 'Make, change and delete your albums.',
});

declare module '../token-scopes.ts' {
  interface FeatureScopes {
    readonly 'albums:read': (typeof albumScopes)['albums:read'];
    readonly 'albums:write': (typeof albumScopes)['albums:write'];
  }
}

export const albumTitleMaxLength = 80;
export const albumDescriptionMaxLength = 500;

const Title = lineOf({ max: albumTitleMaxLength, empty: 'Enter a title.' }).meta({ examples: ['By the sea'] });
const Description = proseOf({ min: 1, max: albumDescriptionMaxLength, empty: 'Enter a description.' })
  .nullable()
  .meta({ examples: ['A week of wind and very little rain.'] });

export const AlbumVisibility = z.enum(['PUBLIC', 'PRIVATE']).meta({ id: 'AlbumVisibility', examples: ['PRIVATE'] });
export type AlbumVisibility = z.infer<typeof AlbumVisibility>;

export const Album = z
  .object({
    id: Id,
    title: z.string(),
    description: z.string().nullable(),
    /** Whether it is shown on its owner's page. Each image in it keeps its own visibility. */
    visibility: AlbumVisibility,
    /** The first of its images; null while it has none. */
    cover: Upload.nullable(),
    imageCount: z.int().nonnegative(),
    /** Raised by each change of title, description or visibility, but not by changes of its images. For `If-Match`. */
    version: z.int().positive(),
    createdAt: Timestamp,
    /** Also set when images were added, removed or moved. */
    updatedAt: Timestamp,
  })
  .meta({ id: 'Album' });
export type Album = z.infer<typeof Album>;

export const AlbumPage = Page(Album, 'AlbumPage');
export type AlbumPage = z.infer<typeof AlbumPage>;

/** Newest first. */
export const AlbumsQuery = z.strictObject(pageFields(30));
export type AlbumsQuery = z.infer<typeof AlbumsQuery>;

/** In the order of the album. */
export const AlbumImagesQuery = z.strictObject(pageFields(60));
export type AlbumImagesQuery = z.infer<typeof AlbumImagesQuery>;

export const AlbumParams = z.strictObject({ id: Id });

export const CreateAlbumRequest = z
  .strictObject({
    title: Title,
    description: Description.default(null),
    visibility: AlbumVisibility.default('PRIVATE'),
  })
  .meta({ id: 'CreateAlbumRequest' });
export type CreateAlbumRequest = z.infer<typeof CreateAlbumRequest>;

/** Absent fields stay as they are. */
export const UpdateAlbumRequest = z
  .strictObject({
    title: Title.optional(),
    description: Description.optional(),
    visibility: AlbumVisibility.optional(),
    /** Also shows the private images now in it, until they are taken out or the album is not public; a later choice of the owner wins. */
    showImages: z.literal(true).optional(),
  })
  .meta({ id: 'UpdateAlbumRequest' });
export type UpdateAlbumRequest = z.infer<typeof UpdateAlbumRequest>;

const exampleId = '0197a2d0-6d3c-7a4e-8f00-2b1c9e5d7a10';
const uploadIds = z
  .array(Id)
  .min(1)
  .max(albumLimits.imagesPerRequest)
  .meta({ examples: [[exampleId]] });
const Before = Id.nullable().meta({ examples: [exampleId] });

export const AlbumImagesRequest = z.strictObject({ uploadIds }).meta({ id: 'AlbumImagesRequest' });
export type AlbumImagesRequest = z.infer<typeof AlbumImagesRequest>;

/**
 * Puts the images, in this order, before the image that `before` names, or at the end. A position given by a neighbor
 * stays right when others add, remove or move images at the same time.
 */
export const MoveAlbumImagesRequest = z
  .strictObject({ uploadIds, before: Before })
  .meta({ id: 'MoveAlbumImagesRequest' });
export type MoveAlbumImagesRequest = z.infer<typeof MoveAlbumImagesRequest>;

/** Counts changes of all kinds together. */
const changes: RateLimitPolicy = { name: 'albums', limit: 120, windowSeconds: 60, by: 'user' };
const reads: RateLimitPolicy = { name: 'albums-read', limit: 600, windowSeconds: 60, by: 'user' };
const edits = { rateLimit: changes, announces: ['album.updated'], errors: ['NOT_FOUND'] } as const;

export const albumEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/albums',
    access: 'user',
    scope: 'albums:read',
    status: 200,
    summary: 'Your albums, newest first',
    query: AlbumsQuery,
    data: AlbumPage,
    rateLimit: reads,
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/albums',
    access: 'user',
    scope: 'albums:write',
    status: 201,
    summary: 'Make a new album, without images',
    body: CreateAlbumRequest,
    data: Album,
    rateLimit: changes,
    announces: ['album.created'],
    errors: ['ALBUM_LIMIT_REACHED'],
  }),
  // Without `version`: the URLs of its cover expire, and its images change without a new version.
  get: endpoint({
    method: 'GET',
    path: '/v1/albums/:id',
    access: 'user',
    scope: 'albums:read',
    status: 200,
    summary: 'One of your albums',
    params: AlbumParams,
    data: Album,
    rateLimit: reads,
    errors: ['NOT_FOUND'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/albums/:id',
    access: 'user',
    scope: 'albums:write',
    status: 200,
    summary: 'Change title, description or visibility of your album',
    params: AlbumParams,
    body: UpdateAlbumRequest,
    data: Album,
    version: true,
    ...edits,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/albums/:id',
    access: 'user',
    scope: 'albums:write',
    status: 204,
    summary: 'Delete your album; its images stay',
    params: AlbumParams,
    version: true,
    rateLimit: changes,
    announces: ['album.deleted'],
    errors: ['NOT_FOUND'],
  }),
  images: endpoint({
    method: 'GET',
    path: '/v1/albums/:id/images',
    access: 'user',
    scope: 'albums:read',
    status: 200,
    summary: 'The images in your album, in its order',
    params: AlbumParams,
    query: AlbumImagesQuery,
    data: UploadPage,
    rateLimit: reads,
    errors: ['NOT_FOUND'],
  }),
  addImages: endpoint({
    method: 'POST',
    path: '/v1/albums/:id/images',
    access: 'user',
    scope: 'albums:write',
    status: 200,
    summary: 'Add images of yours at the end of your album; those in it stay where they are',
    params: AlbumParams,
    body: AlbumImagesRequest,
    data: Album,
    ...edits,
    errors: ['NOT_FOUND', 'ALBUM_FULL'],
  }),
  removeImages: endpoint({
    method: 'POST',
    path: '/v1/albums/:id/images/remove',
    access: 'user',
    scope: 'albums:write',
    status: 200,
    summary: 'Take images out of your album; they stay in your gallery',
    params: AlbumParams,
    body: AlbumImagesRequest,
    data: Album,
    ...edits,
  }),
  moveImages: endpoint({
    method: 'POST',
    path: '/v1/albums/:id/images/move',
    access: 'user',
    scope: 'albums:write',
    status: 200,
    summary: 'Put images of your album before another one, or at its end',
    params: AlbumParams,
    body: MoveAlbumImagesRequest,
    data: Album,
    ...edits,
  }),
} as const;

export const albumEvents = declareEvents({
  'album.created': z.object({ userId: Id, albumId: Id }),
  /** Its title, its visibility, or its images or their order changed. */
  'album.updated': z.object({ userId: Id, albumId: Id }),
  /** The album is gone; its images are still there. */
  'album.deleted': z.object({ userId: Id, albumId: Id }),
});

declare module '../events.ts' {
  interface FeatureEvents {
    readonly 'album.created': (typeof albumEvents)['album.created'];
    readonly 'album.updated': (typeof albumEvents)['album.updated'];
    readonly 'album.deleted': (typeof albumEvents)['album.deleted'];
  }
}

export const albumLiveEvents = declareLiveEvents({
  /** As `album.created` and `album.updated`. */
  'album.changed': z.object({ albumId: Id }),
  'album.deleted': z.object({ albumId: Id }),
});

declare module '../live.ts' {
  interface FeatureLiveEvents {
    readonly 'album.changed': (typeof albumLiveEvents)['album.changed'];
    readonly 'album.deleted': (typeof albumLiveEvents)['album.deleted'];
  }
}
