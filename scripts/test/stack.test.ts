import { describe, expect, it, onTestFinished } from 'vitest';
import { DataLock } from '../environment/data-lock.ts';
import { resolveSettings } from '../environment/settings.ts';
import { BoundedLog } from '../process/bounded-log.ts';
import { readableLine, Supervisor } from '../process/supervisor.ts';
import { Stack } from '../stack/stack.ts';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, fixture, isRunning, temporaryFolder } from './support/processes.ts';

async function makeStack() {
  const dataDir = temporaryFolder();
  const settings = resolveSettings({ DATA_DIR: dataDir });
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  onTestFinished(async () => {
    await supervisor.stopAll();
    lock.release();
  });
  return { stack: new Stack(supervisor, lock, { settings, mode: 'production', verbose: false }), supervisor, dataDir };
}

const cwd = import.meta.dirname;

describe('a stack of services', () => {
  it('fails with the last log lines of a service that dies, and stops the others', async () => {
    const { stack, supervisor, dataDir } = await makeStack();
    const service = stack.start({ name: 'steady', args: [fixture('service.ts'), 'steady'], cwd, env: process.env });
    await eventually(() => stack.tail('steady', 1).length > 0);
    stack.start({ name: 'api', args: [fixture('crash.ts')], cwd, env: process.env });
    const error = await stack.failure.catch((reason: unknown) => reason);
    const log = join(dataDir, 'logs', 'api.log');
    expect(String(error)).toContain(`api stopped unexpectedly (exit 3). Its last lines, from ${log}:`);
    expect(String(error)).toContain('  boom: disk is full');
    expect(readFileSync(log, 'utf8')).toContain('"msg":"listening"');
    await supervisor.stopAll();
    expect(isRunning(service.pid!)).toBe(false);
  });

  it('does not take a service for dead that it has stopped itself', async () => {
    const { stack } = await makeStack();
    const service = stack.start({ name: 'web', args: [fixture('service.ts'), 'web'], cwd, env: process.env });
    await eventually(() => stack.tail('web', 1).length > 0);
    await service.stop();
    expect(stack.tail('web', 1)).toEqual(['goodbye web']);
    const verdict = await Promise.race([stack.failure.catch(() => 'failed'), Promise.resolve('fine')]);
    expect(verdict).toBe('fine');
  });
});

describe('the log of a service', () => {
  it('never grows past its bound and keeps the part before', () => {
    const path = join(temporaryFolder(), 'logs', 'api.log');
    const log = new BoundedLog(path, 100);
    for (let line = 0; line < 30; line += 1) log.write(`line number ${line}\n`);
    log.write('unfinished');
    log.close();
    expect(statSync(path).size).toBeLessThanOrEqual(100);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(100);
    expect(readFileSync(path, 'utf8')).toContain('line number 29');
    expect(log.tail().slice(-2)).toEqual(['line number 29', 'unfinished']);
  });

  it('is shown as sentences', () => {
    expect(readableLine('{"msg":"request failed","err":{"message":"no such table"}}')).toBe(
      'request failed: no such table',
    );
    expect(readableLine('{"event":"listening","port":1}')).toBe('listening');
    expect(readableLine('SyntaxError: unexpected token')).toBe('SyntaxError: unexpected token');
    expect(readableLine('{broken')).toBe('{broken');
  });
});
