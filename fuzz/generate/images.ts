import fc from 'fast-check';
import sharp from 'sharp';

export interface SampleImage {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Small images of every accepted format, generated once. */
export async function drawImages(): Promise<SampleImage[]> {
  const drawn = () =>
    sharp({ create: { width: 24, height: 16, channels: 4, background: { r: 9, g: 120, b: 200, alpha: 0.8 } } });
  return [
    { name: 'png', bytes: await drawn().png().toBuffer() },
    { name: 'jpeg', bytes: await drawn().jpeg().toBuffer() },
    { name: 'webp', bytes: await drawn().webp().toBuffer() },
    { name: 'gif', bytes: await drawn().gif().toBuffer() },
    { name: 'avif', bytes: await drawn().avif({ effort: 0 }).toBuffer() },
  ];
}

/** Not images, or not of the type they claim. */
const strangers: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from('GIF89a'),
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  Buffer.from('\xff\xd8\xff\xe0', 'latin1'),
  Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
  Buffer.from('\x00\x00\x00\x18ftypheic\x00\x00\x00\x00', 'latin1'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  Buffer.from('%PDF-1.7'),
  Buffer.from('PK\x03\x04'),
  Buffer.alloc(4_096, 0xff),
];

/** The bytes of a file: mostly an intact image, else a truncated or damaged one, or no image at all. */
export function fileBytes(images: readonly SampleImage[]): fc.Arbitrary<Buffer> {
  const image = fc.constantFrom(...images.map(({ bytes }) => bytes));
  const position = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.oneof(
    { weight: 4, arbitrary: image },
    {
      weight: 2,
      arbitrary: fc.tuple(image, position).map(([bytes, at]) => bytes.subarray(0, Math.floor(bytes.length * at))),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(image, fc.array(fc.tuple(position, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }))
        .map(([bytes, changes]) => {
          const damaged = Buffer.from(bytes);
          for (const [at, value] of changes) damaged[Math.floor(at * (damaged.length - 1))] = value;
          return damaged;
        }),
    },
    { weight: 2, arbitrary: fc.constantFrom(...strangers) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  );
}
