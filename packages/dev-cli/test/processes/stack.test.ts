import { Client } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DataLock } from '../../src/environment/data-lock.ts';
import { findFreePort } from '../../src/environment/ports.ts';
import { resolveSettings } from '../../src/environment/settings.ts';
import { BoundedLog } from '../../src/process/bounded-log.ts';
import { readableLine, Supervisor } from '../../src/process/supervisor.ts';
import { restartEmbeddedDatabase, startEmbeddedDatabase } from '../../src/stack/database.ts';
import { Stack, type StackOptions } from '../../src/stack/stack.ts';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, fixture, isRunning, temporaryFolder } from '../support/processes.ts';

async function makeStack(options: Partial<StackOptions> = {}) {
  const dataDir = temporaryFolder();
  const settings = resolveSettings({ DATA_DIR: dataDir });
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  onTestFinished(async () => {
    await supervisor.stopAll();
    lock.release();
  });
  return {
    stack: new Stack(supervisor, lock, { settings, mode: 'production', verbose: false, ...options }),
    supervisor,
    dataDir,
  };
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

  it('does not report a service as dead that it has stopped itself', async () => {
    const { stack } = await makeStack();
    const service = stack.start({ name: 'web', args: [fixture('service.ts'), 'web'], cwd, env: process.env });
    await eventually(() => stack.tail('web', 1).length > 0);
    await service.stop();
    expect(stack.tail('web', 1)).toEqual(['goodbye web']);
    const outcome = await Promise.race([stack.failure.catch(() => 'failed'), Promise.resolve('fine')]);
    expect(outcome).toBe('fine');
  });
});

/** A stack that restarts, of services that listen; `pidOf` is of the last one that was started under a name. */
async function startListeners(names: ('api' | 'web')[]) {
  const { stack, supervisor, dataDir } = await makeStack({ restarts: true });
  const wanted = await Promise.all(
    names.map(async (name) => {
      const port = await findFreePort();
      const readyUrl = `http://127.0.0.1:${port}/`;
      return { name, args: [fixture('listener.ts'), String(port)], cwd, readyUrl };
    }),
  );
  await stack.startServices(process.env, undefined, wanted);
  const pidsOf = (name: string) => [
    ...new Set(
      [...readFileSync(join(dataDir, 'logs', `${name}.log`), 'utf8').matchAll(/listener (\d+)/g)].map(([, pid]) =>
        Number(pid),
      ),
    ),
  ];
  return { stack, supervisor, pidsOf, urlOf: (name: string) => wanted.find((one) => one.name === name)!.readyUrl };
}

describe('[A1] a service that dies once everything is up', () => {
  it('is restarted with a message, without affecting the others', async () => {
    const { pidsOf, urlOf } = await startListeners(['api', 'web']);
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const announced = vi.spyOn(console, 'log').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    process.kill(pidsOf('api')[0]!, 'SIGKILL');
    await eventually(() => pidsOf('api').length === 2);
    expect(await (await fetch(urlOf('api'))).text()).toBe('fine');
    expect(said.mock.calls.join()).toContain('✗ api stopped unexpectedly (exit 137); starting it again.');
    await eventually(() => announced.mock.calls.join().includes('✓ api is back'));
    expect(pidsOf('web').filter(isRunning)).toHaveLength(1);
  });

  it('fails the stack with its last lines when it dies for the fifth time in a minute', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const { stack, supervisor, pidsOf } = await startListeners(['api', 'web']);
    for (let death = 1; death <= 5; death += 1) {
      await eventually(() => pidsOf('api').length === death);
      process.kill(pidsOf('api').at(-1)!, 'SIGKILL');
    }
    const error = await stack.failure.catch((reason: unknown) => reason);
    expect(String(error)).toContain(
      'api, for the 5th time in a minute, stopped unexpectedly (exit 137). Its last lines',
    );
    expect(String(error)).toContain(`  listener ${pidsOf('api').at(-1)}`);
    await supervisor.stopAll();
    expect(pidsOf('web').filter(isRunning)).toEqual([]);
  });

  it('is restarted even if it is the embedded database, which keeps its address and committed data', async () => {
    const announced = vi.spyOn(console, 'log').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const dataDir = temporaryFolder();
    const supervisor = new Supervisor();
    onTestFinished(() => supervisor.stopAll());
    const settings = resolveSettings({ ...process.env, DATA_DIR: dataDir });
    const database = await startEmbeddedDatabase(supervisor, settings);
    const first = new Client(database.url);
    first.on('error', () => {});
    await first.connect();
    await first.query('CREATE TABLE kept AS SELECT 7 AS number');
    database.process.kill();
    await database.process.exited;
    const again = restartEmbeddedDatabase(supervisor, settings, database);
    await eventually(() => announced.mock.calls.join().includes('✓ database is back'));
    const client = new Client(database.url);
    await client.connect();
    expect((await client.query('SELECT number FROM kept')).rows).toEqual([{ number: 7 }]);
    await client.end();
    await again.stop();
  });
});

describe('the log of a service', () => {
  it('never grows beyond its limit and keeps the previous part', () => {
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

  it('is shown as readable sentences', () => {
    expect(readableLine('{"msg":"request failed","err":{"message":"no such table"}}')).toBe(
      'request failed: no such table',
    );
    expect(readableLine('{"event":"listening","port":1}')).toBe('listening');
    expect(readableLine('SyntaxError: unexpected token')).toBe('SyntaxError: unexpected token');
    expect(readableLine('{broken')).toBe('{broken');
  });
});
