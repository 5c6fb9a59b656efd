import { findFreePort } from '../environment/ports.ts';
import { portVariables, type Environment } from '../environment/settings.ts';
import type { ManagedProcess } from '../process/managed-process.ts';
import { FolderWatch } from './folder-watch.ts';
import type { Gate } from './gate.ts';
import { untilReady } from './readiness.ts';
import type { ServiceSpec } from './services.ts';
import type { Stack } from './stack.ts';

/** An editor writes a file in several steps, and several files at once; together they cause one restart. */
const quietMs = 150;
const shownLines = 20;
const hostVariables: Record<string, string> = { api: 'API_HOST', 'ai-service': 'AI_HOST' };
const ports: Record<string, string> = { api: portVariables.api, 'ai-service': portVariables.ai };

/**
 * Runs a service during development. A new version starts beside the old one, which serves until the new one is ready,
 * and continues if the new one does not start. Of several new versions only the newest counts.
 */
export class Restarter {
  readonly #stack: Stack;
  readonly #service: ServiceSpec;
  readonly #env: Environment;
  readonly #gate: Gate;
  /** Called with the arguments of each version that is no longer needed. */
  readonly #onGone: (args: string[]) => void;
  readonly #watches: FolderWatch[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The arguments of the newest version, until it is tried. */
  #wanted: string[] | undefined;
  #current: ManagedProcess | undefined;
  #candidate: ManagedProcess | undefined;
  #isReplacing = false;

  constructor(
    stack: Stack,
    service: ServiceSpec,
    env: Environment,
    gate: Gate,
    onGone: (args: string[]) => void = () => {},
  ) {
    this.#stack = stack;
    this.#service = service;
    this.#env = env;
    this.#gate = gate;
    this.#onGone = onGone;
  }

  /** Starts a new version at each change in `folders`. */
  watch(folders: string[]): void {
    this.#watches.push(new FolderWatch(folders, () => this.#soon()));
  }

  /** @param args of the version that should serve from now on; default: the service's own */
  replace(args = this.#service.args): void {
    if (this.#wanted) this.#onGone(this.#wanted);
    this.#wanted = args;
    // The previous candidate is out of date already.
    this.#candidate?.kill();
    if (!this.#isReplacing) void this.#replaceUntilNewest();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watch of this.#watches) watch.close();
    this.#gate.close();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.replace(), quietMs);
  }

  async #replaceUntilNewest(): Promise<void> {
    this.#isReplacing = true;
    while (this.#wanted && !this.#stack.isStopping) {
      const args = this.#wanted;
      this.#wanted = undefined;
      await this.#try(args);
    }
    this.#isReplacing = false;
  }

  async #try(args: string[]): Promise<void> {
    const { name, readyUrl } = this.#service;
    const port = await findFreePort();
    if (this.#stack.isStopping) return;
    const env = { ...this.#env, [ports[name] ?? 'PORT']: String(port), [hostVariables[name] ?? 'HOST']: '127.0.0.1' };
    const url = `http://127.0.0.1:${port}${new URL(readyUrl).pathname}`;
    const stopped = new AbortController();
    const child = this.#stack.startService({ ...this.#service, args }, env, (status) => this.#onDeath(child, status));
    this.#candidate = child;
    void child.exited.then(() => {
      stopped.abort();
      this.#onGone(args);
    });
    const isReady = await untilReady(name, url, this.#stack.log(name).path, { signal: stopped.signal }).then(
      () => true,
      () => false,
    );
    this.#candidate = undefined;
    // It can have been killed, or have died, since it responded.
    if (isReady && child.isAlive) this.#swap(child, port);
    else if (!child.isStopping) await child.stop();
  }

  #swap(child: ManagedProcess, port: number): void {
    const previous = this.#current;
    this.#current = child;
    const led = this.#gate.lead(port);
    if (!previous) return;
    console.log(`✓ ${this.#service.name}: your change is there`);
    // It finishes its current requests.
    void led.then(() => previous.stop());
  }

  #onDeath(child: ManagedProcess, status: number): void {
    const { name } = this.#service;
    const wasCurrent = child === this.#current;
    if (wasCurrent) {
      this.#current = undefined;
      void this.#gate.lead(undefined);
    }
    const goesOn = this.#current ? 'the one before goes on answering' : 'it starts again at the next change';
    const tail = this.#stack.tail(name, shownLines).map((line) => `  ${line}\n`);
    console.error(
      `✗ ${name} ${wasCurrent ? 'stopped' : 'does not start'} (exit ${status}); ${goesOn}.\n${tail.join('')}`,
    );
  }
}
