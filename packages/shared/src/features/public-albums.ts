import { type z } from 'zod';
import { Id } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page } from '../http/page.ts';
import type { RateLimitPolicy } from '../rate-limits.ts';
import { PublicImage, PublicImagePage } from '../uploads/public-images.ts';
import { UsernameParams } from '../users.ts';
import { Album, AlbumImagesQuery, AlbumsQuery } from './albums.ts';

/** An album as anyone sees it: images that are not public are neither in it nor counted. */
export const PublicAlbum = Album.pick({ id: true, title: true, description: true, imageCount: true, createdAt: true })
  .extend({ cover: PublicImage.nullable() })
  .meta({ id: 'PublicAlbum' });
export type PublicAlbum = z.infer<typeof PublicAlbum>;

export const PublicAlbumPage = Page(PublicAlbum, 'PublicAlbumPage');
export type PublicAlbumPage = z.infer<typeof PublicAlbumPage>;

export const PublicAlbumParams = UsernameParams.extend({ id: Id });

const visits: RateLimitPolicy = { name: 'public-albums', limit: 600, windowSeconds: 60, by: 'ip' };

export const publicAlbumEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/users/:username/albums',
    access: 'public',
    status: 200,
    summary: 'The albums that somebody shows to all, newest first',
    params: UsernameParams,
    query: AlbumsQuery,
    data: PublicAlbumPage,
    rateLimit: visits,
    errors: ['NOT_FOUND'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/users/:username/albums/:id',
    access: 'public',
    status: 200,
    summary: 'An album that somebody shows to all',
    params: PublicAlbumParams,
    data: PublicAlbum,
    rateLimit: visits,
    errors: ['NOT_FOUND'],
  }),
  images: endpoint({
    method: 'GET',
    path: '/v1/users/:username/albums/:id/images',
    access: 'public',
    status: 200,
    summary: 'What that album shows to all, in its order',
    params: PublicAlbumParams,
    query: AlbumImagesQuery,
    data: PublicImagePage,
    rateLimit: visits,
    errors: ['NOT_FOUND'],
  }),
} as const;
