import { createClient } from '@pixelboxx/api-client/checked';
import { type StorageQuota, uploadEndpoints, type UploadPage } from '@pixelboxx/shared';
import { cookies } from 'next/headers';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { readEnv } from '@/env.ts';
import { sessionCookieNames } from '@/lib/session/session-cookies.ts';
import { galleryPageSize } from './state/gallery-state.ts';

export interface GalleryStart {
  readonly page: UploadPage;
  readonly quota: StorageQuota;
}

const responseTimeoutMs = 3_000;

/**
 * The first page of the signed-in user's gallery, so that the first HTML has it and nothing moves afterwards. Null if it
 * cannot be loaded, as when the session must be renewed, which only the browser does: the gallery then loads it itself.
 */
export async function readGallery(): Promise<GalleryStart | null> {
  const env = readEnv();
  const { access } = sessionCookieNames(env.WEB_ORIGIN);
  const cookie = (await cookies()).get(access);
  if (!cookie) return null;
  const client = createClient({ baseUrl: env.API_URL });
  const headers = { ...(await visitorHeaders()), cookie: `${access}=${cookie.value}` };
  const signal = AbortSignal.timeout(responseTimeoutMs);
  try {
    const [page, quota] = await Promise.all([
      client(uploadEndpoints.list, { query: { kind: 'IMAGE', limit: galleryPageSize }, headers, signal }),
      client(uploadEndpoints.quota, { headers, signal }),
    ]);
    return { page, quota };
  } catch {
    return null;
  }
}
