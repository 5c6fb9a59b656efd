import { pollUntil, seededRandom } from '@pixelboxx/config/testing';
import { renameSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DataLock } from '../../src/environment/data-lock.ts';
import { resolveSettings } from '../../src/environment/settings.ts';
import { Supervisor } from '../../src/process/supervisor.ts';
import { Gate } from '../../src/stack/gate.ts';
import { Restarter } from '../../src/stack/restarter.ts';
import { Stack } from '../../src/stack/stack.ts';
import { eventually, fixture, temporaryFolder } from '../support/processes.ts';

afterEach(() => void vi.restoreAllMocks());

/** A service as `npm run dev` runs it, of which version 0 answers. `save` writes its program anew. */
async function develop() {
  const dataDir = temporaryFolder();
  const sources = temporaryFolder();
  const file = join(sources, 'program');
  /** In one step: a start that reads a half-written file would fail rightly. */
  const save = (text: string | number) => {
    writeFileSync(join(dataDir, 'saved'), String(text));
    renameSync(join(dataDir, 'saved'), file);
  };
  save(0);
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  const settings = resolveSettings({ DATA_DIR: dataDir });
  const stack = new Stack(supervisor, lock, { settings, mode: 'development', verbose: false });
  const gate = await Gate.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${gate.port}/`;
  const service = {
    name: 'api' as const,
    args: [fixture('version.ts'), file],
    cwd: import.meta.dirname,
    readyUrl: url,
  };
  const restarter = new Restarter(stack, service, process.env, gate);
  onTestFinished(async () => {
    restarter.close();
    await supervisor.stopAll();
    lock.release();
  });
  const said = {
    errors: vi.spyOn(console, 'error').mockImplementation(() => {}),
    messages: vi.spyOn(console, 'log').mockImplementation(() => {}),
  };
  restarter.watch([sources]);
  restarter.replace();
  const visitor = new Visitor(url);
  onTestFinished(() => visitor.close());
  await visitor.until('0', true);
  return { save, restarter, visitor, errors: () => said.errors.mock.calls.join('\n') };
}

/** Asks again and again, on a connection that is kept, as the web does. */
class Visitor {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws when the connection was refused or cut */
  ask(): Promise<string> {
    return new Promise((resolve, reject) => {
      const asked = request(this.#url, { agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('end', () => resolve(text));
        response.once('error', reject);
      });
      asked.once('error', reject).end();
    });
  }

  /**
   * @param mayFail while the first version is starting
   * @returns every response until `wanted`, that included
   */
  async until(wanted: string, mayFail = false): Promise<string[]> {
    const responses: string[] = [];
    await pollUntil(
      `${wanted} answers`,
      async () => {
        const reply = await (mayFail ? this.ask().catch(() => '') : this.ask());
        responses.push(reply);
        return reply === wanted;
      },
      { timeoutMs: 90_000, everyMs: mayFail ? 20 : 0 },
    );
    return responses;
  }

  close(): void {
    this.#agent.destroy();
  }
}

describe('[D7] a service during development', () => {
  it('answers every request during many quick edits, and finally with the newest version', async () => {
    const random = seededRandom();
    const { save, visitor, errors } = await develop();
    const responses = visitor.until('10');
    responses.catch(() => {});
    for (let version = 1; version <= 10; version += 1) {
      save(version);
      await random.delay(500);
    }
    const versions = (await responses).map(Number);
    expect(versions, `seed ${random.seed}`).toEqual(versions.toSorted((a, b) => a - b));
    expect(errors(), `seed ${random.seed}`).toBe('');
  });

  it('never uses a version that was replaced in the moment in which it became ready', async () => {
    const { save, restarter, visitor } = await develop();
    const fetchReally = globalThis.fetch;
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
      const response = await fetchReally(...args);
      fetched.mockRestore();
      save(2);
      restarter.replace();
      return response;
    });
    save(1);
    expect(new Set(await visitor.until('2'))).toEqual(new Set(['0', '2']));
  });

  it('keeps the previous version if an edit does not start, reports the error, and uses the next edit', async () => {
    const { save, visitor, errors } = await develop();
    save('no version');
    await eventually(() => errors().includes('line 1 of the developer: no version'));
    expect(errors()).toContain('✗ api does not start (exit 1); the one before goes on answering.');
    expect(errors()).not.toContain('dev-cli/src');
    expect(await visitor.ask()).toBe('0');
    save(2);
    expect(new Set(await visitor.until('2'))).toEqual(new Set(['0', '2']));
  });
});
