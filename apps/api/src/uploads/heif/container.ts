/** What the container says about its main image, before any of it is decoded (ISO/IEC 23008-12 on 14496-12). */
export interface HeifHeader {
  /** The codec of the main image, or of the tiles of its grid, such as `hvc1` (HEVC) or `av01` (AV1). */
  readonly codec: string;
  /** As stored: without any rotation applied. */
  readonly width: number;
  readonly height: number;
  /** ICC profile, if there is one. */
  readonly profile: Buffer | null;
  /** Its brightness uses a curve for HDR screens (PQ or HLG, ITU-R BT.2100). */
  readonly isHdr: boolean;
}

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

const brands = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|mif2|avif|avis)$/;
const derived = /^(grid|iden|iovl|tmap)$/;

/** More than any camera writes; they bound the reading time, whatever a file claims. */
const limits = { boxes: 4096, tiles: 512 } as const;

/** Whether the file declares itself HEIF: checks all of its brands, since writers differ in which one comes first. */
export function isHeif(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  for (let offset = 8; offset + 4 <= end; offset += 4) {
    if (offset !== 12 && brands.test(bytes.toString('latin1', offset, offset + 4))) return true;
  }
  return false;
}

/** Null if the file is damaged, contradicts itself, or has no main image. */
export function readHeifHeader(bytes: Buffer): HeifHeader | null {
  try {
    return readMeta(fullBody(find(boxesIn(bytes), 'meta')));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readMeta(meta: Buffer): HeifHeader | null {
  const boxes = boxesIn(meta);
  const primary = readPrimary(find(boxes, 'pitm'));
  const types = readItemTypes(find(boxes, 'iinf'));
  const properties = find(boxes, 'iprp');
  const own = readProperties(properties, primary);
  const tiles = readTiles(boxes, primary);
  if (tiles.length > limits.tiles) return null;
  const type = types.get(primary) ?? '';
  const codec = derived.test(type) ? (types.get(tiles[0] ?? -1) ?? type) : type;
  const size = own.find((box) => box.type === 'ispe');
  if (!size) return null;
  // The color of a grid may be given only for its tiles.
  const colours = [...own, ...(tiles[0] === undefined ? [] : readProperties(properties, tiles[0]))].filter(
    (box) => box.type === 'colr',
  );
  const profile = colours.find(({ body }) => /^(prof|rICC)$/.test(body.toString('latin1', 0, 4)));
  return {
    codec,
    width: size.body.readUInt32BE(4),
    height: size.body.readUInt32BE(8),
    profile: profile ? profile.body.subarray(4) : null,
    isHdr: colours.some(({ body }) => body.toString('latin1', 0, 4) === 'nclx' && isHdrCurve(body.readUInt16BE(6))),
  };
}

/** ITU-T H.273, transfer characteristics: 16 is PQ, 18 is HLG. */
function isHdrCurve(transfer: number): boolean {
  return transfer === 16 || transfer === 18;
}

function readPrimary({ body }: Box): number {
  return body[0] === 0 ? body.readUInt16BE(4) : body.readUInt32BE(4);
}

function readItemTypes({ body }: Box): Map<number, string> {
  const types = new Map<number, string>();
  for (const { type, body: entry } of boxesIn(body.subarray(body[0] === 0 ? 6 : 8))) {
    const version = entry[0] ?? 0;
    // Versions 0 and 1 are for files that are not images.
    if (type !== 'infe' || version < 2) continue;
    const idBytes = version === 2 ? 2 : 4;
    types.set(entry.readUIntBE(4, idBytes), entry.toString('latin1', 6 + idBytes, 10 + idBytes));
  }
  return types;
}

function readTiles(boxes: readonly Box[], primary: number): number[] {
  const references = boxes.find(({ type }) => type === 'iref');
  if (!references) return [];
  const idBytes = references.body[0] === 0 ? 2 : 4;
  const made = boxesIn(references.body.subarray(4)).find(
    ({ type, body }) => type === 'dimg' && body.readUIntBE(0, idBytes) === primary,
  );
  if (!made) return [];
  const count = made.body.readUInt16BE(idBytes);
  return Array.from({ length: count }, (_, index) => made.body.readUIntBE(idBytes + 2 + index * idBytes, idBytes));
}

function readProperties({ body }: Box, item: number): Box[] {
  const boxes = boxesIn(body);
  const all = boxesIn(find(boxes, 'ipco').body);
  const { body: map } = find(boxes, 'ipma');
  const [idBytes, indexBytes] = [map[0] === 0 ? 2 : 4, (map[3] ?? 0) & 1 ? 2 : 1];
  let offset = 8;
  for (let entries = map.readUInt32BE(4); entries > 0; entries -= 1) {
    const id = map.readUIntBE(offset, idBytes);
    const count = map.readUInt8(offset + idBytes);
    offset += idBytes + 1;
    if (id === item) {
      return Array.from({ length: count }, (_, index) => {
        const value = map.readUIntBE(offset + index * indexBytes, indexBytes);
        // The first bit means that a reader must support the property.
        return all[(value & (indexBytes === 2 ? 0x7fff : 0x7f)) - 1];
      }).filter((box) => box !== undefined);
    }
    offset += count * indexBytes;
  }
  return [];
}

/** @throws RangeError if a box is longer than its container. */
function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    if (boxes.length >= limits.boxes) throw new RangeError('too many boxes');
    const size = bytes.readUInt32BE(offset);
    const header = size === 1 ? 16 : 8;
    const length = size === 1 ? Number(bytes.readBigUInt64BE(offset + 8)) : size === 0 ? bytes.length - offset : size;
    if (length < header || offset + length > bytes.length) throw new RangeError('box out of bounds');
    const body = bytes.subarray(offset + header, offset + length);
    boxes.push({ type: bytes.toString('latin1', offset + 4, offset + 8), body });
    offset += length;
  }
  return boxes;
}

function find(boxes: readonly Box[], type: string): Box {
  const box = boxes.find((candidate) => candidate.type === type);
  if (!box) throw new RangeError(`no ${type}`);
  return box;
}

/** Without version and flags. */
function fullBody({ body }: Box): Buffer {
  return body.subarray(4);
}
