/** Compiles the layout of letters anew; with `--check` only tells whether it is current, which a test asks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compileLayout, compiledPath } from './compile-layout.ts';

const compiled = await compileLayout();
if (!process.argv.includes('--check')) {
  writeFileSync(compiledPath, compiled);
} else if (readFileSync(compiledPath, 'utf8') !== compiled) {
  process.stderr.write('template.ts is not what email.mjml says. Write it anew: node apps/api/mail/write-layout.ts\n');
  process.exit(1);
}
