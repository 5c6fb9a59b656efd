import { compileCache, openStoppedReader } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';

const module = join(import.meta.dirname, '../../src/index.ts');

/** Logs 8 MB, sees whether time goes on, and ends. */
const program = `
const { LogDestination } = await import(process.argv[1]);
const destination = new LogDestination();
for (let line = 0; line < 8_000; line += 1) destination.write('x'.repeat(1_000) + '\\n');
setTimeout(() => {
  process.stderr.write('goes on\\n');
  process.exit(0);
}, 300);`;

it('a process continues and ends normally even if its log is no longer read', async () => {
  const reader = openStoppedReader();
  onTestFinished(() => reader.close());
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, module], {
    env: { ...compileCache() },
    stdio: ['ignore', reader.fd, 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  expect(child.stderr && (await text(child.stderr))).toBe('goes on\n');
  expect(await ended).toEqual([0, null]);
});
