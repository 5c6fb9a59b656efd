import type { AuditExportRequest } from '@pixelboxx/shared';
import type { ApiClient } from '@pixelboxx/api-client';

/**
 * An exported trail. The browser keeps large files on disk, not in memory.
 * @throws ApiError like every call; NETWORK_ERROR also if the file was cut off
 */
export async function downloadAudit(
  clientBy: (fetcher: typeof fetch) => ApiClient,
  body: AuditExportRequest,
): Promise<{ file: Blob; name: string }> {
  let received: { file: Blob; name: string } | undefined;
  const client = clientBy(async (...request) => {
    const response = await fetch(...request);
    if (!response.ok) return response;
    const [, name = 'pixelboxx-audit'] =
      /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    received = { file: await response.blob(), name };
    return new Response(null, { status: 204 });
  });
  await client('admin.exportAudit', { body });
  if (!received) throw new TypeError('The API answered without a file');
  return received;
}
