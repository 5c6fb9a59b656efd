import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Images of four colours, made by libheif's own encoder from pixels of ours; `heifGrid` makes the kind that phones make. */
export function heicFile(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../heic', name));
}

/** As every image is that is made here: red, green, blue, yellow, from the upper left to the lower right. */
export const quarterColors = ['#dc1e1e', '#1ec828', '#1e32dc', '#f0e63c'] as const;

export interface HeifGrid {
  readonly columns: number;
  readonly rows: number;
  /** As claimed; the tiles have 64 × 64. */
  readonly width: number;
  readonly height: number;
  /** Further properties of the whole, such as a rotation. */
  readonly properties?: readonly Buffer[];
}

/** As phones write it: a grid of tiles, here all the same one, with the properties of the whole (ISO/IEC 23008-12, 6.6.2.3). */
export function heifGrid({ columns, rows, width, height, properties = [] }: HeifGrid): Buffer {
  const tile = takeApart(heicFile('tile.heic'));
  const tiles = Array.from({ length: columns * rows }, (_, index) => index + 1);
  const grid = tiles.length + 1;
  const layout = Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), u32(width), u32(height)]);
  const shared = [tile.decoder, fullBox('ispe', 0, u32(64), u32(64)), fullBox('ispe', 0, u32(width), u32(height))];
  const ofGrid = [3, ...properties.map((_, index) => shared.length + 1 + index)];
  const types = [...tiles.map((id) => itemType(id, 'hvc1')), itemType(grid, 'grid')];
  const associations = [...tiles.map((id) => associate(id, [1, 2])), associate(grid, ofGrid)];
  const meta = (offset: number): Buffer =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(grid)),
      fullBox(
        'iloc',
        0,
        Buffer.from([0x44, 0]),
        u16(grid),
        ...tiles.map((id) => place(id, offset + 12, tile.data.length)),
        place(grid, offset, 12),
      ),
      fullBox('iinf', 0, u16(grid), ...types),
      fullBox('iref', 0, box('dimg', u16(grid), u16(tiles.length), ...tiles.map(u16))),
      box('iprp', box('ipco', ...shared, ...properties), fullBox('ipma', 0, u32(associations.length), ...associations)),
    );
  const ftyp = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'));
  const head = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(head), box('mdat', layout, tile.data)]);
}

/** Quarter turns, against the clock. */
export const rotation = (turns: number): Buffer => box('irot', Buffer.from([turns]));
/** `horizontal`: left and right change places. */
export const mirroring = (horizontal: boolean): Buffer => box('imir', Buffer.from([horizontal ? 1 : 0]));

/** Colours as ITU-T H.273 numbers them: BT.2020 with the given curve, 16 for PQ, 18 for HLG, 1 for an ordinary one. */
export const colors = (curve: number): Buffer =>
  box('colr', Buffer.from('nclx'), u16(9), u16(curve), u16(9), Buffer.from([0x80]));

/** What of a file with one image is needed to make another: its decoder's configuration, and its data. */
function takeApart(file: Buffer): { decoder: Buffer; data: Buffer } {
  const decoderAt = file.indexOf('hvcC') - 4;
  const dataAt = file.indexOf('mdat') + 4;
  const decoder = file.subarray(decoderAt, decoderAt + file.readUInt32BE(decoderAt));
  return { decoder, data: file.subarray(dataAt, dataAt - 8 + file.readUInt32BE(dataAt - 8)) };
}

function itemType(id: number, type: string): Buffer {
  return fullBox('infe', 2, u16(id), u16(0), Buffer.from(`${type}\0`));
}

function place(id: number, offset: number, length: number): Buffer {
  return Buffer.concat([u16(id), u16(0), u16(1), u32(offset), u32(length)]);
}

function associate(id: number, properties: readonly number[]): Buffer {
  return Buffer.concat([u16(id), Buffer.from([properties.length, ...properties.map((index) => index | 0x80)])]);
}

function box(type: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function fullBox(type: string, version: number, ...bodies: readonly Buffer[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...bodies);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
