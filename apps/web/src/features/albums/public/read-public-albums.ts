import { ApiError, createClient } from '@pixelboxx/api-client/checked';
import type { PublicImagePage } from '@pixelboxx/shared';
import { AlbumParams } from '@pixelboxx/shared/features/albums';
import { type PublicAlbum, publicAlbumEndpoints, type PublicAlbumPage } from '@pixelboxx/shared/features/public-albums';
import { cache } from 'react';
import { readEnv } from '@/env.ts';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { albumPageSize } from './page-size.ts';

const timeoutMs = 5_000;

async function asked() {
  const client = createClient({ baseUrl: readEnv().API_URL });
  return { client, options: { signal: AbortSignal.timeout(timeoutMs), headers: await visitorHeaders() } };
}

/** The first of a user's public albums; null if they cannot be loaded. Requested once per page. */
export const readPublicAlbums = cache(async (username: string): Promise<PublicAlbumPage | null> => {
  const { client, options } = await asked();
  return client(publicAlbumEndpoints.list, { params: { username }, query: {}, ...options }).catch(() => null);
});

/** A public album and its first images; null if there is none. Requested once per page. */
export const readPublicAlbum = cache(
  async (username: string, id: string): Promise<{ album: PublicAlbum; images: PublicImagePage } | null> => {
    if (!AlbumParams.safeParse({ id }).success) return null;
    const { client, options } = await asked();
    const params = { username, id };
    try {
      const [album, images] = await Promise.all([
        client(publicAlbumEndpoints.get, { params, ...options }),
        client(publicAlbumEndpoints.images, { params, query: { limit: albumPageSize }, ...options }),
      ]);
      return { album, images };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
);
