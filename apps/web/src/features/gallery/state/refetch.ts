import type { Upload } from '@pixelboxx/shared';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { ApiClient } from '@pixelboxx/api-client';

/** Up to this number, one request each costs less than whole pages. */
const fewIds = 4;
const pageSize = 100;

/** Images as they are now, and the ids of those that are gone. Never throws: images that fail to load are in neither. */
export async function refetch(
  client: ApiClient,
  ids: readonly string[],
): Promise<{ uploads: Upload[]; goneIds: string[] }> {
  try {
    return ids.length <= fewIds ? await fetchEach(client, ids) : await fetchPages(client, new Set(ids));
  } catch {
    return { uploads: [], goneIds: [] };
  }
}

async function fetchEach(client: ApiClient, ids: readonly string[]) {
  const goneIds: string[] = [];
  const found = await Promise.all(
    ids.map((id) =>
      client('upload.get', { params: { id } }).catch((error: unknown) => {
        if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
        goneIds.push(id);
        return null;
      }),
    ),
  );
  return { uploads: found.filter((upload) => upload !== null), goneIds };
}

async function fetchPages(client: ApiClient, missing: Set<string>) {
  const uploads: Upload[] = [];
  let cursor: string | undefined;
  do {
    const page = await client('upload.list', { query: { kind: 'IMAGE', limit: pageSize, cursor } });
    uploads.push(...page.items);
    for (const { id } of page.items) missing.delete(id);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && missing.size > 0);
  return { uploads, goneIds: [...missing] };
}
