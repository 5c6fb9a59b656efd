import { formHeaders, formOf, somePhotos } from './images.ts';
import { untilQuiet } from '../load/measure.ts';
import { register, type Stage } from '../stage.ts';

export interface Memory {
  /** The number of uploaded photographs of 12 megapixels. */
  readonly uploads: number;
  readonly idleMebibytes: number;
  /** The highest value between two uploads. */
  readonly peakMebibytes: number;
  /** After all work was done. */
  readonly afterMebibytes: number;
}

const maxConcurrent = 4;

/** The memory of a process before the first upload, meanwhile, and after all of them. */
export async function measureMemory(
  stage: Stage,
  uploads: number,
  settings: Record<string, string> = {},
): Promise<Memory> {
  const { server, url } = await stage.startApi(undefined, { UPLOAD_QUOTA_COUNT: '100000', ...settings });
  try {
    const visitors = await register(url, maxConcurrent);
    const photos = (await somePhotos()).map((photo) => new Uint8Array(formOf(photo, { visibility: 'private' })));
    await untilQuiet(server);
    const idleMebibytes = server.rssMebibytes();
    let [left, peakMebibytes] = [uploads, idleMebibytes];
    const send = async (index: number) => {
      const headers = { ...formHeaders, cookie: visitors[index]?.cookies ?? '' };
      while (left > 0) {
        left -= 1;
        const response = await fetch(`${url}/v1/uploads/image`, { method: 'POST', headers, body: photos[index] ?? '' });
        // A busy machine may be too slow for four at once.
        if (response.status === 503) left += 1;
        else if (!response.ok) throw new Error(`An upload failed: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
        peakMebibytes = Math.max(peakMebibytes, server.rssMebibytes());
      }
    };
    await Promise.all(photos.map((_photo, index) => send(index)));
    await untilQuiet(server);
    return { uploads, idleMebibytes, peakMebibytes, afterMebibytes: server.rssMebibytes() };
  } finally {
    await server.stop();
  }
}
