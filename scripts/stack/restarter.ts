import { watch, type FSWatcher } from 'node:fs';
import type { Environment } from '../environment/settings.ts';
import type { ManagedProcess } from '../process/managed-process.ts';
import type { ServiceSpec } from './services.ts';
import type { Stack } from './stack.ts';

/** A build writes many files; they make one restart. */
const quietMs = 150;

/** Runs a service while developing: again whenever its folders change, and after a crash at the next change. */
export class Restarter {
  readonly #stack: Stack;
  readonly #service: ServiceSpec;
  readonly #env: Environment;
  readonly #watchers: FSWatcher[];
  #child: ManagedProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restarting = Promise.resolve();

  constructor(stack: Stack, service: ServiceSpec, env: Environment) {
    this.#stack = stack;
    this.#service = service;
    this.#env = env;
    this.#start();
    this.#watchers = service.restartOn.map((folder) => watch(folder, { recursive: true }, () => this.#soon()));
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  #start(): void {
    const { name } = this.#service;
    this.#child = this.#stack.startService(this.#service, this.#env, (status) => {
      const tail = this.#stack.tail(name, 12).map((line) => `  ${line}\n`);
      console.error(`✗ ${name} stopped (exit ${status}); it starts again at the next change.\n${tail.join('')}`);
    });
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#restarting = this.#restarting.then(() => this.#restart());
    }, quietMs);
  }

  async #restart(): Promise<void> {
    await this.#child?.stop();
    if (this.#stack.isStopping) return;
    console.log(`… ${this.#service.name} changed, starting it again`);
    this.#start();
  }
}
