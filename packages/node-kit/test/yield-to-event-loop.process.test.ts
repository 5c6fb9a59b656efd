import { compileCache } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';

const module = join(import.meta.dirname, '../src/index.ts');

interface Seen {
  readonly yielding: number;
  /** Niceness by the names of threads. */
  readonly threads: readonly { readonly name: string; readonly niceness: number }[];
}

/** Starts the pool by reading a file, and tells what became of the threads. */
const program = `
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
const { yieldToEventLoop } = await import(process.argv[1]);
Object.defineProperty(process, 'platform', { value: process.argv[2] });
await stat(process.execPath);
const yielding = yieldToEventLoop();
const tasks = '/proc/self/task';
const threads = readdirSync(tasks).map((id) => ({
  name: Number(id) === process.pid ? 'event loop' : readFileSync(tasks + '/' + id + '/comm', 'utf8').trim(),
  niceness: getPriority(Number(id)),
}));
console.log(JSON.stringify({ yielding, threads }));`;

async function runOn(platform: string): Promise<Seen> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, module, platform], {
    env: { ...compileCache() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [seen] = await Promise.all([json(child.stdout), once(child, 'exit')]);
  return seen as Seen;
}

describe.runIf(process.platform === 'linux')('threads that work for the event loop', () => {
  it('yield to it, and no other thread does', async () => {
    const { yielding, threads } = await runOn('linux');
    const nicenessOf = (isWanted: (name: string) => boolean) => [
      ...new Set(threads.filter(({ name }) => isWanted(name)).map(({ niceness }) => niceness)),
    ];
    const [usual = Number.NaN] = nicenessOf((name) => name === 'event loop');
    expect(yielding).toBe(4);
    expect(nicenessOf((name) => name === 'libuv-worker')).toEqual([Math.min(19, usual + 10)]);
    expect(nicenessOf((name) => name !== 'libuv-worker')).toEqual([usual]);
  });

  it('are left alone by other systems, which have no priorities of threads', async () => {
    const { yielding, threads } = await runOn('darwin');
    expect(yielding).toBe(0);
    expect(new Set(threads.map(({ niceness }) => niceness)).size).toBe(1);
  });
});
