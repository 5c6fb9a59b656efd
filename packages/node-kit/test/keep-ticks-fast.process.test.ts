import { compileCache } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';

const module = join(import.meta.dirname, '../src/keep-ticks-fast.ts');

interface Seen {
  /** The object of the first tick is still there after garbage was collected. */
  readonly isKept: boolean;
  /** The objects of late ticks have one shape, rather than each its own. */
  readonly isShared: boolean;
}

/** A young process that collects garbage, and grows old: more shapes begin at `{}` than V8 keeps transitions for. */
const program = `
import { executionAsyncResource } from 'node:async_hooks';
const { keepTicksFast } = await import(process.argv[1]);
const nextTick = process.nextTick;
let first;
process.nextTick = (callback) => nextTick(() => {
  first = new WeakRef(executionAsyncResource());
  callback();
});
if (process.argv[2] === 'kept') keepTicksFast();
else process.nextTick(() => undefined);
process.nextTick = nextTick;
for (let round = 0; round < 10; round++) {
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}
const isKept = first.deref() !== undefined;
const shapes = [];
for (let index = 0; index < 3000; index++) {
  const object = {};
  object['key' + index] = index;
  shapes.push(object);
}
nextTick(() => {
  const late = executionAsyncResource();
  nextTick(() => console.log(JSON.stringify({ isKept, isShared: %HaveSameMap(late, executionAsyncResource()) })));
});`;

async function grownOld(start: 'kept' | 'left alone'): Promise<Seen> {
  const flags = ['--expose-gc', '--allow-natives-syntax', '--input-type=module', '--eval', program, module, start];
  const child = spawn(process.execPath, flags, { env: { ...compileCache() }, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [seen] = await Promise.all([json(child.stdout), once(child, 'exit')]);
  return seen as Seen;
}

describe('the objects of ticks', () => {
  it('share one shape in a process that keeps the first of them', async () => {
    expect(await grownOld('kept')).toEqual({ isKept: true, isShared: true });
  });

  it('do not in a process that does not, which is why this exists', async () => {
    expect(await grownOld('left alone')).toEqual({ isKept: false, isShared: false });
  });
});
