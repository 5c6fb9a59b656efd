import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataLock, findRunning } from '../../src/environment/data-lock.ts';
import { eventually, fixture, isRunning, startNode, temporaryFolder } from '../support/processes.ts';

async function startHolder(dataDir: string) {
  const holder = startNode([fixture('lock-holder.ts'), dataDir]);
  const [, childPid = ''] = await eventually(() => /holding (\d+)/.exec(holder.output()) ?? undefined);
  return { holder, pid: holder.child.pid!, childPid: Number(childPid) };
}

describe('the lock on a data directory', () => {
  it('refuses a second process and names the first one', async () => {
    const dataDir = temporaryFolder();
    const { pid } = await startHolder(dataDir);
    await expect(DataLock.acquire(dataDir)).rejects.toThrow(
      `Pixelboxx already runs on ${dataDir} at http://localhost:12345 (process ${pid}).`,
    );
    expect(findRunning(dataDir)).toEqual({ pid, address: 'http://localhost:12345' });
  });

  it('is taken over from a killed process, once its children have ended', async () => {
    const dataDir = temporaryFolder();
    const { holder, childPid } = await startHolder(dataDir);
    holder.child.kill('SIGKILL');
    await holder.exited;
    expect(findRunning(dataDir)).toBeUndefined();
    expect(isRunning(childPid)).toBe(true);
    const lock = await DataLock.acquire(dataDir);
    expect(isRunning(childPid)).toBe(false);
    lock.release();
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false);
  });

  it('is not held by an unrelated process that got the same process id', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'running.json'), JSON.stringify({ pid: process.pid, born: 'another boot/1' }));
    (await DataLock.acquire(dataDir)).release();
  });

  it('is not held by a damaged file', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'running.json'), '{"pid":');
    (await DataLock.acquire(dataDir)).release();
  });

  it('is acquired by exactly one of many simultaneous processes', async () => {
    const dataDir = temporaryFolder();
    const source = `import { DataLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/environment/data-lock.ts'))};
      await DataLock.acquire(${JSON.stringify(dataDir)}).then(() => console.log('won'), () => console.log('lost'));
      setInterval(() => {}, 1000);`;
    const rivals = Array.from({ length: 5 }, () => startNode(['--input-type=module', '-e', source]));
    await eventually(() => rivals.every(({ output }) => output() !== ''));
    expect(rivals.filter(({ output }) => output() === 'won\n')).toHaveLength(1);
  });
});
