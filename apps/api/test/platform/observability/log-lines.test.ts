import { openStoppedReader } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compileProgram } from '../../support/programs/compile-program.ts';

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
    if (process.argv[2] === 'signal') process.kill(process.pid, 'SIGTERM');
  });
});`;

/** What of that arrives, by the number of each line; `late` is read once those who write wait for room. */
async function linesArriving(ending: string, late = false): Promise<number[]> {
  const compiled = await compileProgram('src/platform/observability/logger.ts');
  const args = ['--input-type=module', '--eval', program, compiled, ending];
  // Through a pipe, as a container's log is; a socket, which is what Node makes, holds more and splits less.
  const child = spawn('sh', ['-c', `"$0" "$@" | { ${late ? 'sleep 1;' : ''} cat; }`, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { line: number }).line);
}

describe('log lines', () => {
  const endings = ['exit', 'throw', 'signal', 'having nothing left to do'];

  it.each(endings.flatMap((ending) => [false, true].map((late) => ({ ending, late }))))(
    'are all written, once and completely, when the process ends by $ending, read late: $late',
    async ({ ending, late }) => {
      const numbers = await linesArriving(ending, late);
      // What a thread was about to write comes after what the end of the process wrote itself.
      const inOrder = numbers.toSorted((left, right) => left - right);
      expect(inOrder).toEqual(Array.from({ length: 3_000 }, (_, index) => index));
    },
  );

  it.each([
    ['nobody reads them any more', '| head -c 100 > /dev/null'],
    ['the disk is full', '> /dev/full'],
  ])('do not keep the process running when %s', async (_why, reader) => {
    const compiled = await compileProgram('src/platform/observability/logger.ts');
    const args = ['--input-type=module', '--eval', program, compiled, 'exit'];
    const script = `{ "$0" "$@"; echo "ended with $?" >&2; } ${reader}`;
    const child = spawn('sh', ['-c', script, process.execPath, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await text(child.stderr)).toBe('ended with 0\n');
  });

  it('do not keep the process running when their reader has stopped reading', async () => {
    const reader = openStoppedReader();
    onTestFinished(() => reader.close());
    const compiled = await compileProgram('src/platform/observability/logger.ts');
    const args = ['--input-type=module', '--eval', program, compiled, 'exit'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', reader.fd, 'ignore'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
