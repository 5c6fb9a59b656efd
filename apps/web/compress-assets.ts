import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { staticRoot } from './src/server/static-assets.ts';

// Compressed once at build time, at the highest level, instead of quickly for every visitor.
const compress = promisify(brotliCompress);
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

const root = staticRoot(import.meta.dirname);
for (const name of await readdir(root, { recursive: true })) {
  if (!/\.(?:js|css)$/.test(name)) continue;
  const file = path.join(root, name);
  await writeFile(`${file}.br`, await compress(await readFile(file), options));
}
