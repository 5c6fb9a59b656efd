import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCorpus } from './index.ts';

/** `node e2e/corpus/write.ts <folder> [seed]`: the corpus as files, for looking at or trying on another program. */
const [folder, seed = '1'] = process.argv.slice(2);
if (!folder) {
  process.stderr.write('Say where: node e2e/corpus/write.ts <folder> [seed]\n');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const files = await makeCorpus(Number(seed));
for (const { name, bytes, expected } of files) {
  writeFileSync(join(folder, `${expected}--${name.replaceAll(/[^\w.+-]+/g, '--')}`), bytes);
}
process.stdout.write(`${files.length} files in ${folder}\n`);
