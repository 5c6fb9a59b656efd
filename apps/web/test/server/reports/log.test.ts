import { compileCache, openStoppedReader, pollUntil } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const module = join(import.meta.dirname, '../../../src/server/log.ts');

/** More lines than a pipe has room for, and the end. */
const program = `
const { log } = await import(process.argv[1]);
for (let line = 0; line < 2_000; line += 1) log('info', 'sample.line', { line, padding: 'x'.repeat(150) });
process.exit(0);`;

it('every log line is written completely and in order before the process ends, even to a slow reader', async () => {
  const reader = openStoppedReader();
  onTestFinished(() => reader.close());
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, module], {
    env: { ...process.env, ...compileCache() },
    stdio: ['ignore', reader.fd, 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const written: Buffer[] = [];
  await pollUntil('it has ended', () => {
    written.push(reader.read());
    return child.exitCode !== null;
  });
  expect(await ended).toEqual([0, null]);
  written.push(reader.read());
  const lines = Buffer.concat(written)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: number; service: string });
  expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 2_000 }, (_, at) => at));
  expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(['web']));
});
