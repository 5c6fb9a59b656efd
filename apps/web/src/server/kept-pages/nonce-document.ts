import { constants, crc32, deflateRawSync } from 'node:zlib';

/** The maximum distance of a back-reference in DEFLATE (RFC 1951, 2). */
const windowBytes = 32 * 1024;
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
/** The final block, which is empty (RFC 1951, 3.2.4). */
const lastBlock = Buffer.from([1, 0, 0, 0xff, 0xff]);

/**
 * A document that contains its nonce in several places, to be sent repeatedly with a fresh one of equal length. The parts
 * between these places are compressed once: gzip consists of blocks, and each nonce is in its own block, stored
 * uncompressed.
 */
export class NonceDocument {
  readonly #nonceLength: number;
  readonly #parts: readonly Buffer[];
  readonly #compressed: readonly Buffer[];
  /** Size in memory. */
  readonly heldBytes: number;

  constructor(html: string, nonce: string) {
    this.#nonceLength = Buffer.byteLength(nonce);
    this.#parts = html.split(nonce).map((part) => Buffer.from(part));
    this.#compressed = compressParts(this.#parts, this.#nonceLength);
    this.heldBytes = bytesOf(this.#parts) + bytesOf(this.#compressed);
  }

  plain(nonce: Buffer): Buffer {
    return this.#joined(this.#parts, nonce);
  }

  /** RFC 1952. */
  gzip(nonce: Buffer): Buffer {
    this.#check(nonce);
    const stored = Buffer.alloc(5 + nonce.length);
    stored.writeUInt16LE(nonce.length, 1);
    stored.writeUInt16LE(~nonce.length & 0xffff, 3);
    nonce.copy(stored, 5);
    const chunks: Buffer[] = [gzipHeader];
    let sum = 0;
    let size = 0;
    for (const [index, part] of this.#parts.entries()) {
      if (index > 0) {
        chunks.push(stored);
        sum = crc32(nonce, sum);
        size += nonce.length;
      }
      chunks.push(this.#compressed[index] ?? Buffer.alloc(0));
      sum = crc32(part, sum);
      size += part.length;
    }
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(sum, 0);
    trailer.writeUInt32LE(size >>> 0, 4);
    return Buffer.concat([...chunks, lastBlock, trailer]);
  }

  #joined(parts: readonly Buffer[], nonce: Buffer): Buffer {
    this.#check(nonce);
    return Buffer.concat(parts.flatMap((part, index) => (index > 0 ? [nonce, part] : [part])));
  }

  #check({ length }: Buffer): void {
    if (length !== this.#nonceLength)
      throw new Error(`A nonce of ${this.#nonceLength} bytes is needed, not ${length}.`);
  }
}

/**
 * Each part is compressed separately, up to a byte boundary. It can refer to the parts before it, but never to a nonce,
 * which will change: in the window, nonces are replaced by bytes that occur in no part.
 */
function compressParts(parts: readonly Buffer[], nonceLength: number): Buffer[] {
  const place = Buffer.alloc(nonceLength, 0);
  let window = Buffer.alloc(0);
  return parts.map((part, index) => {
    if (index > 0) window = Buffer.concat([window, place]);
    const dictionary = window.subarray(-windowBytes);
    window = Buffer.concat([dictionary, part]);
    const finishFlush = constants.Z_SYNC_FLUSH;
    return deflateRawSync(part, { level: 9, finishFlush, ...(dictionary.length > 0 && { dictionary }) });
  });
}

function bytesOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
