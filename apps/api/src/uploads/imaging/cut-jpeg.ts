import { loadDecoder } from './decoder/decoder.ts';

/** A JPEG file without its end, as a camera without power or an interrupted transfer leaves it. */
export interface CutJpeg {
  /** Up to the last byte of a complete segment or scan, with an end added: a decoder fills the rest with gray. */
  readonly bytes: Buffer;
  /** Even without the scan that was cut, every component has data at every frequency. */
  readonly isCovered: boolean;
  /** The scan that was cut is the only one: it is read from top to bottom. */
  readonly isSingleScan: boolean;
}

interface Scan {
  readonly components: readonly number[];
  /** Spectral selection, ITU-T T.81, B.2.3. */
  readonly first: number;
  readonly last: number;
}

const endOfImage = Buffer.from([0xff, 0xd9]);
const frequencies = 64;

/** How much of an image may be missing: browsers show less complete ones, but half an image is not an image. */
const missingRowsMax = { of: 256, rows: 16 } as const;

/** Null if the file has its end, or no scan at all. Walks markers only (ITU-T T.81, B.1.1). */
export function findCut(bytes: Buffer): CutJpeg | null {
  const scans: Scan[] = [];
  let components: number[] = [];
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) return null;
    const marker = bytes.readUInt8(offset + 1);
    if (marker === 0xff) offset += 1;
    else if (marker === 0xd9) return null;
    else {
      const end = offset + 2 + bytes.readUInt16BE(offset + 2);
      if (end > bytes.length) break;
      const body = bytes.subarray(offset + 4, end);
      if (isStartOfFrame(marker)) components = componentsOf(body);
      offset = marker === 0xda ? endOfScan(bytes, end) : end;
      if (marker === 0xda) scans.push(scanOf(body));
    }
  }
  // The walk does not reach a trailing marker of two bytes.
  if (scans.length === 0 || bytes.subarray(offset, offset + 2).equals(endOfImage)) return null;
  return {
    bytes: Buffer.concat([bytes.subarray(0, offset), endOfImage]),
    isCovered: covers(scans.slice(0, -1), components),
    isSingleScan: scans.length === 1 && covers(scans, components),
  };
}

/** Whether a decoder gets all or nearly all rows of a cut image: missing rows have a single color. */
export async function hasNearlyAllRows({ bytes }: CutJpeg): Promise<boolean> {
  const sharp = await loadDecoder();
  const size = { width: 64, height: missingRowsMax.of, fit: 'fill', kernel: 'nearest' } as const;
  const { data, info } = await sharp(bytes, { failOn: 'none', limitInputPixels: false })
    .resize(size)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rowBytes = info.width * info.channels;
  const lastPixel = data.subarray(-info.channels);
  const isBlank = (row: Buffer) => row.every((value, index) => value === lastPixel[index % info.channels]);
  let blank = 0;
  while (blank < info.height && isBlank(data.subarray(data.length - (blank + 1) * rowBytes).subarray(0, rowBytes))) {
    blank += 1;
  }
  return blank <= missingRowsMax.rows;
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function componentsOf(frame: Buffer): number[] {
  return Array.from({ length: frame[5] ?? 0 }, (_, index) => frame[6 + 3 * index] ?? 0);
}

function scanOf(header: Buffer): Scan {
  const count = header[0] ?? 0;
  const components = Array.from({ length: count }, (_, index) => header[1 + 2 * index] ?? 0);
  return { components, first: header[1 + 2 * count] ?? 0, last: header[2 + 2 * count] ?? 0 };
}

function covers(scans: readonly Scan[], components: readonly number[]): boolean {
  return components.every((component) => {
    const own = scans.filter((scan) => scan.components.includes(component));
    return Array.from({ length: frequencies }, (_, frequency) => frequency).every((frequency) =>
      own.some(({ first, last }) => first <= frequency && frequency <= last),
    );
  });
}

/** The position of the next marker that is neither a stuffed byte nor a restart, or the file's end. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let offset = bytes.indexOf(0xff, start); offset >= 0; offset = bytes.indexOf(0xff, offset + 1)) {
    const next = bytes[offset + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return offset;
  }
  return bytes.length;
}
