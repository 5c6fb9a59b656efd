import { makeImage } from './bases.ts';
import {
  gifBlocks,
  riffChunk,
  webpHeader,
  webpOf,
  withGifExtension,
  withJpegSegment,
  withPngChunks,
} from './containers.ts';
import { canary, type CorpusFile, payloads, type Expectation, zipOf } from './corpus-file.ts';
import type { Random } from './random.ts';

/** Images that are something else as well: whatever is stored of them must be the image alone. */
export async function makePolyglots(random: Random): Promise<CorpusFile[]> {
  const [jpeg, png, webp, gif] = await Promise.all(
    (['jpeg', 'png', 'webp', 'gif'] as const).map((format) => makeImage(random, format)),
  );
  if (!jpeg || !png || !webp || !gif) throw new Error('there are four formats');
  const script = Buffer.from(payloads.script);
  const jar = zipOf('META-INF/MANIFEST.MF');
  const after = (image: Buffer, ...more: Buffer[]) => Buffer.concat([image, ...more]);
  const files: [string, Buffer, Expectation?][] = [
    ['jpeg+zip', after(jpeg, zipOf('a.txt')), 'either'],
    ['jpeg+html', after(jpeg, script), 'either'],
    ['jpeg+jpeg', after(jpeg, withJpegSegment(jpeg, 0xfe, script)), 'either'],
    ['jpeg-comment-script', withJpegSegment(jpeg, 0xfe, script), 'accept'],
    ['jpeg-comment-javascript', withJpegSegment(jpeg, 0xfe, Buffer.from(`*/=alert('${canary}')/*`)), 'accept'],
    ['jpeg-comment-php', withJpegSegment(jpeg, 0xfe, Buffer.from(payloads.php)), 'accept'],
    ['jpeg-comment-pdf', withJpegSegment(jpeg, 0xfe, Buffer.from(payloads.pdf)), 'accept'],
    ['png+html', after(png, script), 'either'],
    ['png+zip', after(png, zipOf('a.txt')), 'either'],
    ['png-text-html', withPngChunks(png, { type: 'tEXt', data: after(Buffer.from('Title\0'), script) }), 'accept'],
    ['gif+jar', after(gif, jar), 'either'],
    ['gif-comment-script', withGifExtension(gif, 0xfe, gifBlocks(script)), 'accept'],
    ['gif-javascript', Buffer.from(`GIF89a/*${'\0'.repeat(20)}*/=1;alert('${canary}');`), 'refuse'],
    ['webp+html', after(webp, script), 'either'],
    ['webp-chunk-html', webpOf(webpHeader(0, 64, 48), webp.subarray(12), riffChunk('HTML', script)), 'accept'],
    ['html+jpeg', after(script, jpeg), 'refuse'],
    ['zip+png', after(jar, png), 'refuse'],
    ['pdf+jpeg', after(Buffer.from(payloads.pdf), jpeg), 'refuse'],
    ['signature-of-png+html', after(png.subarray(0, 8), script), 'refuse'],
    ['signature-of-jpeg+html', after(jpeg.subarray(0, 3), script), 'refuse'],
    ['signature-of-webp+html', after(webp.subarray(0, 16), script), 'refuse'],
    ['phar', after(Buffer.from('GIF89a'), Buffer.from(`${payloads.php} __HALT_COMPILER(); ?>`)), 'refuse'],
  ];
  return files.map(([name, bytes, expected = 'either']) => ({ name: `polyglot/${name}`, bytes, expected }));
}
