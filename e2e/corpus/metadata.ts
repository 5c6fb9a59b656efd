import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { makeImage } from './bases.ts';
import {
  gifBlocks,
  pngChunksOf,
  pngOf,
  riffChunk,
  webpHeader,
  webpOf,
  withGifExtension,
  withJpegSegment,
  withPngChunks,
} from './containers.ts';
import { canary, type CorpusFile, payloads } from './corpus-file.ts';
import type { Random } from './random.ts';

/** Right images that say more than their pixels, each in every place where its format lets it. */
export async function makeMetadata(random: Random): Promise<CorpusFile[]> {
  const [jpeg, png, webp, gif] = await Promise.all(
    (['jpeg', 'png', 'webp', 'gif'] as const).map((format) => makeImage(random, format)),
  );
  if (!jpeg || !png || !webp || !gif) throw new Error('there are four formats');
  const text = Buffer.from(canary);
  const files: [string, Buffer][] = [
    ['jpeg-exif-gps', withJpegSegment(jpeg, 0xe1, Buffer.concat([exifHead, tiffOf(random)]))],
    ['jpeg-exif-thumbnail', withJpegSegment(jpeg, 0xe1, Buffer.concat([exifHead, tiffWithThumbnail(jpeg)]))],
    ['jpeg-xmp', withJpegSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp]))],
    ['jpeg-iptc', withJpegSegment(jpeg, 0xed, iptc())],
    ['jpeg-comment', withJpegSegment(jpeg, 0xfe, text)],
    ['jpeg-jfif-extension', withJpegSegment(jpeg, 0xe0, Buffer.concat([Buffer.from('JFXX\0'), text]))],
    ['jpeg-profile', await sharp(jpeg).withIccProfile('p3').jpeg().toBuffer().then(withCanaryInProfile)],
    [
      'jpeg-60-unknown-segments',
      Array.from({ length: 60 }).reduce<Buffer>((file) => withJpegSegment(file, 0xeb, text), jpeg),
    ],
    ['jpeg-sideways-with-gps', withJpegSegment(jpeg, 0xe1, Buffer.concat([exifHead, tiffOf(random, 6)]))],
    ['png-text', withPngChunks(png, { type: 'tEXt', data: Buffer.concat([Buffer.from('Comment\0'), text]) })],
    [
      'png-compressed-text',
      withPngChunks(png, { type: 'zTXt', data: Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(text)]) }),
    ],
    [
      'png-international-text',
      withPngChunks(png, { type: 'iTXt', data: Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), xmp]) }),
    ],
    ['png-exif', withPngChunks(png, { type: 'eXIf', data: tiffOf(random) })],
    ['png-private-chunk', withPngChunks(png, { type: 'caNa', data: text })],
    ['png-time', withPngChunks(png, { type: 'tIME', data: Buffer.from([7, 234, 11, 23, 1, 2, 3]) })],
    ['png-text-at-the-end', withTextAtTheEnd(png, text)],
    ['webp-exif', webpOf(webpHeader(8, 64, 48), webp.subarray(12), riffChunk('EXIF', tiffOf(random)))],
    ['webp-xmp', webpOf(webpHeader(4, 64, 48), webp.subarray(12), riffChunk('XMP ', xmp))],
    [
      'webp-exif-and-xmp',
      webpOf(webpHeader(12, 64, 48), webp.subarray(12), riffChunk('EXIF', tiffOf(random)), riffChunk('XMP ', xmp)),
    ],
    ['webp-unknown-chunk', webpOf(webpHeader(0, 64, 48), webp.subarray(12), riffChunk('CANA', text))],
    ['gif-comment', withGifExtension(gif, 0xfe, gifBlocks(text))],
    ['gif-application', withGifExtension(gif, 0xff, Buffer.concat([Buffer.from('\x0bPBXCANARY01'), gifBlocks(text)]))],
    ['gif-xmp', withGifExtension(gif, 0xff, Buffer.concat([Buffer.from('\x0bXMP DataXMP'), gifBlocks(xmp)]))],
    [
      'gif-plain-text',
      withGifExtension(gif, 0x01, Buffer.concat([Buffer.from([12]), Buffer.alloc(12, 1), gifBlocks(text)])),
    ],
  ];
  return files.map(([name, bytes]) => ({ name: `metadata/${name}`, bytes, expected: 'accept' }));
}

const exifHead = Buffer.from('Exif\0\0', 'latin1');

const xmp = Buffer.from(
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${canary}">${payloads.script}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
);

/** One directory of EXIF: entries of 12 bytes, those that do not fit pointing behind it (TIFF 6.0, 2). */
function directory(at: number, entries: [tag: number, type: number, count: number, value: Buffer][], next = 0): Buffer {
  const head = Buffer.alloc(2 + 12 * entries.length + 4);
  const rest: Buffer[] = [];
  let free = at + head.length;
  head.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], index) => {
    const offset = 2 + 12 * index;
    head.writeUInt16LE(tag, offset);
    head.writeUInt16LE(type, offset + 2);
    head.writeUInt32LE(count, offset + 4);
    if (value.length <= 4) value.copy(head, offset + 8);
    else {
      head.writeUInt32LE(free, offset + 8);
      rest.push(value);
      free += value.length;
    }
  });
  head.writeUInt32LE(next === -1 ? free : next, head.length - 4);
  return Buffer.concat([head, ...rest]);
}

const tiffHead = Buffer.from('II*\0\x08\0\0\0', 'latin1');
const ascii = (text: string) => Buffer.from(`${text}\0`);
const short = (value: number) => Buffer.from([value & 255, value >> 8, 0, 0]);
const long = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Maker, description and a place on earth. */
function tiffOf(random: Random, orientation = 1): Buffer {
  const name = ascii(`${canary}-${Math.floor(random() * 1e6)}`);
  const main = (gpsAt: number) =>
    directory(8, [
      [0x010e, 2, name.length, name],
      [0x010f, 2, name.length, name],
      [0x0112, 3, 1, short(orientation)],
      [0x8825, 4, 1, long(gpsAt)],
    ]);
  const gpsAt = 8 + main(0).length;
  const degrees = Buffer.concat([52, 1, 31, 1, 12, 1].map(long));
  const gps = directory(gpsAt, [
    [1, 2, 2, ascii('N')],
    [2, 5, 3, degrees],
    [3, 2, 2, ascii('E')],
    [4, 5, 3, degrees],
    [0x1b, 7, canary.length, Buffer.from(canary)],
  ]);
  return Buffer.concat([tiffHead, main(gpsAt), gps]);
}

/** A small image inside, with a comment of its own: what users cut away often stays there. */
function tiffWithThumbnail(jpeg: Buffer): Buffer {
  const thumbnail = withJpegSegment(jpeg, 0xfe, Buffer.from(canary));
  const first = directory(8, [[0x0112, 3, 1, short(1)]], -1);
  const at = 8 + first.length;
  const second = (offset: number) =>
    directory(at, [
      [0x0103, 3, 1, short(6)],
      [0x0201, 4, 1, long(offset)],
      [0x0202, 4, 1, long(thumbnail.length)],
    ]);
  return Buffer.concat([tiffHead, first, second(at + second(0).length), thumbnail]);
}

/** Photoshop's resource 0x0404 with a caption (IPTC-IIM 2:120). */
function iptc(): Buffer {
  const caption = Buffer.from(canary);
  const record = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, caption.length]), caption]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(record.length);
  const head = Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0', 'latin1');
  return Buffer.concat([head, size, record, Buffer.alloc(record.length % 2)]);
}

/** Over the profile's copyright, so that it stays a profile of the same length. */
function withCanaryInProfile(jpeg: Buffer): Buffer {
  const at = jpeg.lastIndexOf(Buffer.from('ICC_PROFILE'));
  const text = jpeg.indexOf(Buffer.from('text\0\0\0\0', 'latin1'), at);
  const place = text === -1 ? jpeg.indexOf(Buffer.from('mluc'), at) + 28 : text + 8;
  Buffer.from(canary).copy(jpeg, place);
  return jpeg;
}

function withTextAtTheEnd(png: Buffer, text: Buffer): Buffer {
  const chunks = pngChunksOf(png);
  const note = { type: 'tEXt', data: Buffer.concat([Buffer.from('Comment\0'), text]) };
  return pngOf([...chunks.slice(0, -1), note, ...chunks.slice(-1)]);
}
