import { ApiError, parseJson, routeManifest } from '@pixelboxx/api-client';
import type { Site } from './site.ts';

/** The state of an upload. */
export interface UploadStatus {
  /** Bytes that the site has. */
  readonly offset: number;
  /** The image it became; null until then. */
  readonly uploadId: string | null;
}

/** Sends files in parts; the site keeps received parts when a connection breaks. */
export interface ResumableUploads {
  /** @returns its id */
  create(length: number): Promise<string>;
  status(id: string): Promise<UploadStatus>;
  /** @returns the state afterwards; its offset can be less than was sent */
  append(id: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<UploadStatus>;
  remove(id: string): Promise<void>;
}

const protocol = { 'tus-resumable': '1.0.0', accept: 'application/json' };
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** tus 1.0 (https://tus.io/protocols/resumable-upload), as the API implements it (docs/uploads.md). */
export class TusUploads implements ResumableUploads {
  readonly #site: Site;
  readonly #visibility: 'public' | 'private';

  constructor(site: Site, visibility: 'public' | 'private') {
    this.#site = site;
    this.#visibility = visibility;
  }

  /** Sends no data: if the response is lost, only an empty upload is left behind, and no image. */
  async create(length: number): Promise<string> {
    const metadata = `visibility ${Buffer.from(this.#visibility).toString('base64')}`;
    const { headers } = await this.#site.request(routeManifest['resumableUpload.create'].path, {
      method: 'POST',
      headers: { ...protocol, 'upload-length': String(length), 'upload-metadata': metadata },
    });
    // Only the last segment of the URL counts: the path of uploads is known, and a response cannot move them elsewhere.
    const id = headers.get('location')?.split('/').at(-1) ?? '';
    if (!idPattern.test(id)) throw unreadable();
    return id;
  }

  async status(id: string): Promise<UploadStatus> {
    const { offset, upload } = await this.#site.client('resumableUpload.get', { params: { id } });
    return { offset, uploadId: upload?.id ?? null };
  }

  async append(id: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<UploadStatus> {
    const { headers, text } = await this.#site.request(
      routeManifest['resumableUpload.append'].path.replace(':id', id),
      {
        method: 'PATCH',
        headers: { ...protocol, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body: bytes,
      },
    );
    const reached = headers.get('upload-offset') ?? '';
    if (!/^\d+$/.test(reached)) throw unreadable();
    return { offset: Number(reached), uploadId: text === '' ? null : uploadIdIn(parseJson(text)) };
  }

  async remove(id: string): Promise<void> {
    await this.#site.client('resumableUpload.remove', { params: { id } });
  }
}

function uploadIdIn(envelope: unknown): string | null {
  if (typeof envelope !== 'object' || envelope === null || !('data' in envelope)) return null;
  const { data } = envelope;
  if (typeof data !== 'object' || data === null || !('id' in data)) return null;
  return typeof data.id === 'string' && idPattern.test(data.id) ? data.id : null;
}

function unreadable(): ApiError {
  return new ApiError({ code: 'UNREADABLE_ANSWER', status: 502, message: 'The site gave an answer we cannot read.' });
}
