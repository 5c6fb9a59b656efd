/** `node scripts/guides/apply.ts GUIDE`: puts the code of a guide into the files that it names, in the current directory. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { applySnippet, snippetsOf } from './snippets.ts';

const [guide = ''] = process.argv.slice(2);
const snippets = snippetsOf(readFileSync(guide, 'utf8'));
if (snippets.length === 0) throw new Error(`${guide} shows nothing that belongs into a file`);
for (const snippet of snippets) {
  const before = existsSync(snippet.file) ? readFileSync(snippet.file, 'utf8') : null;
  writeFileSync(snippet.file, applySnippet(before, snippet));
  console.log(snippet.file);
}
