import { crc32 } from 'node:zlib';

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The format by the file's first bytes; null for any format not accepted. Names and declared types are ignored. */
export function sniffFormat(bytes: Buffer): ImageFormat | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  if (bytes.subarray(0, 8).equals(pngSignature)) return 'png';
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'gif';
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? 'webp' : null;
}

/**
 * Whether all chunks of a PNG are present and intact (PNG specification, 5.3 to 5.6). No setting of the decoder refuses
 * a missing end and tolerates harmless mistakes of real encoders, so the checksums are checked here.
 */
export function isIntactPng(bytes: Buffer): boolean {
  let offset = pngSignature.length;
  while (offset + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    const end = offset + 12 + length;
    if (end > bytes.length) return false;
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return false;
    if (bytes.toString('latin1', offset + 4, offset + 8) === 'IEND') return true;
    offset = end;
  }
  return false;
}

/**
 * Counts a GIF's frames by walking its blocks to the trailer, without decoding (GIF89a specification). Null if the file
 * ends before its trailer, which the decoder would take for a shorter animation. Stops counting above `max`.
 */
export function countGifFrames(bytes: Buffer, max: number): number | null {
  let offset = 13 + colorTableBytes(bytes[10]);
  let frames = 0;
  while (offset < bytes.length && frames <= max) {
    const block = bytes[offset];
    if (block === 0x3b) return frames;
    if (block === 0x21) offset += 2;
    else if (block === 0x2c) {
      frames += 1;
      offset += 11 + colorTableBytes(bytes[offset + 9]);
    } else return null;
    while (offset < bytes.length && bytes[offset] !== 0) offset += 1 + (bytes[offset] ?? 0);
    offset += 1;
  }
  return frames > max ? frames : null;
}

function colorTableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}
