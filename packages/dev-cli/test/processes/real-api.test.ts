import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DataLock } from '../../src/environment/data-lock.ts';
import { findFreePorts } from '../../src/environment/ports.ts';
import { resolveSettings } from '../../src/environment/settings.ts';
import { Supervisor } from '../../src/process/supervisor.ts';
import { Gate } from '../../src/stack/gate.ts';
import { Restarter } from '../../src/stack/restarter.ts';
import { services } from '../../src/stack/services.ts';
import { Stack } from '../../src/stack/stack.ts';
import { eventually, isRunning, runNode, temporaryFolder } from '../support/processes.ts';

const api = join(import.meta.dirname, '../../../../apps/api');

/** As `npm run dev` has it, with the real api on a real database; nobody watches the sources. */
async function develop() {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const dataDir = temporaryFolder();
  const [apiPort = 0, aiPort = 0, webPort = 0] = await findFreePorts(3);
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    API_PORT: `${apiPort}`,
    AI_PORT: `${aiPort}`,
    WEB_PORT: `${webPort}`,
  };
  const settings = resolveSettings(env);
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  const stack = new Stack(supervisor, lock, { settings, mode: 'development', verbose: false });
  const started = vi.spyOn(stack, 'startService');
  const [, spec] = services(settings, 'development');
  const gate = await Gate.listen('127.0.0.1', apiPort);
  const restarter = new Restarter(stack, spec, await stack.prepareDatabase(), gate);
  onTestFinished(async () => {
    restarter.close();
    await supervisor.stopAll();
    lock.release();
  });
  const args = [...spec.args.slice(0, -1), await built()];
  const pids = () => started.mock.results.flatMap(({ value }) => (value as { pid?: number }).pid ?? []);
  return {
    supervisor,
    pids,
    change: () => restarter.replace(args),
    ask: () => fetch(`http://127.0.0.1:${apiPort}/v1/auth/identity-providers`).then(({ status }) => status),
    errors: () => said.mock.calls.join('\n'),
    log: () => readFileSync(join(dataDir, 'logs', 'api.log'), 'utf8'),
  };
}

/** @returns the program, of sources as they are */
async function built(): Promise<string> {
  const folder = join(api, '.dev', `${process.pid}-test`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const rolldown = join(api, '../../node_modules/rolldown/bin/cli.mjs');
  const { status, output } = await runNode([rolldown, '-c', 'rolldown.config.ts', '-d', folder], {}, api);
  expect(status, output).toBe(0);
  return join(folder, 'main.js');
}

/** How each api that was asked to stop did. */
const stops = (log: string) =>
  log
    .split('\n')
    .filter((line) => line.includes('process.stopped'))
    .map((line) => (line.includes('"inTime":true') ? 'in time' : line));

describe('[D7] the real api during development', () => {
  it('refuses no request during a restart, is reported when it is killed, and stops in order with the other processes', async () => {
    const { supervisor, pids, change, ask, errors, log } = await develop();
    const isServing = (process: number) =>
      pids().length === process &&
      ask().then(
        (status) => status === 200,
        () => false,
      );
    change();
    await eventually(() => isServing(1), 90);

    change();
    const responses: number[] = [];
    await eventually(async () => {
      responses.push(await ask());
      return pids().length === 2 && !isRunning(pids()[0]!);
    }, 90);
    expect(new Set(responses)).toEqual(new Set([200]));
    expect(errors()).toBe('');
    expect(stops(log())).toEqual(['in time']);

    process.kill(pids()[1]!, 'SIGKILL');
    await eventually(() => errors().includes('✗ api stopped'));
    expect(errors()).toContain('it starts again at the next change');
    change();
    await eventually(() => isServing(3), 90);

    await supervisor.stopAll();
    expect(pids().filter(isRunning)).toEqual([]);
    expect(stops(log())).toEqual(['in time', 'in time']);
  });
});
