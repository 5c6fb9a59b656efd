import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../uploads/support/compile-program.ts';

/** Writes 3000 lines, while those who write for the logger are busy with passwords, and ends at once. */
const program = `
const { createLogger } = await import(process.argv[1]);
const { pbkdf2 } = await import('node:crypto');
const logger = createLogger({ logLevel: 'info', tracing: null });
process.on('SIGTERM', () => process.exit(0));
for (let index = 0; index < 8; index += 1) pbkdf2('a', 'b', 100_000, 64, 'sha512', () => undefined);
setImmediate(() => {
  for (let line = 0; line < 3_000; line += 1) logger.info({ event: 'sample.line', line, padding: 'x'.repeat(150) });
  setImmediate(() => {
    if (process.argv[2] === 'exit') process.exit(0);
    if (process.argv[2] === 'throw') throw new Error('on purpose');
    process.kill(process.pid, 'SIGTERM');
  });
});`;

describe('lines of the log', () => {
  it.each(['exit', 'throw', 'signal'])('are all written, each once, when the process ends by %s', async (ending) => {
    const compiled = await compileProgram('src/platform/observability/logger.ts');
    const args = ['--input-type=module', '--eval', program, compiled, ending];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = (await text(child.stdout)).trim().split('\n');
    const numbers = lines.map((line) => (JSON.parse(line) as { line: number }).line);
    // What a thread was about to write comes after what the end of the process wrote itself.
    const inOrder = numbers.toSorted((left, right) => left - right);
    expect(inOrder).toEqual(Array.from({ length: 3_000 }, (_, index) => index));
  });
});
