import { Readable } from 'node:stream';
import { crc32, createDeflate, deflateSync } from 'node:zlib';

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** Rows of `stride` bytes, 8 bits per channel. */
  readonly data: Uint8Array;
  readonly stride: number;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The pixels as an uncompressed PNG, which takes no time, with their color profile. */
export async function* writePng(bitmap: Bitmap, profile: Buffer | null): AsyncGenerator<Buffer> {
  yield signature;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(bitmap.width, 0);
  header.writeUInt32BE(bitmap.height, 4);
  header.set([8, bitmap.channels === 4 ? 6 : 2], 8);
  yield* chunk('IHDR', header);
  if (profile) yield* chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(profile)]));
  const deflate = createDeflate({ level: 0, chunkSize: 256 * 1024 });
  for await (const piece of Readable.from(rows(bitmap)).pipe(deflate)) yield* chunk('IDAT', piece as Buffer);
  yield* chunk('IEND', Buffer.alloc(0));
}

function* rows({ width, height, channels, data, stride }: Bitmap): Generator<Buffer> {
  const length = width * channels;
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(1 + length);
    row.set(data.subarray(y * stride, y * stride + length), 1);
    yield row;
  }
}

function* chunk(type: string, body: Buffer): Generator<Buffer> {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body, crc32(head.subarray(4))), 0);
  yield head;
  yield body;
  yield tail;
}
