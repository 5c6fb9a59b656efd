import { startProgress } from '../bootstrap/progress.mjs';
import type { DataLock } from '../environment/data-lock.ts';
import { ensureSecrets } from '../environment/secrets.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import { BoundedLog } from '../process/bounded-log.ts';
import type { ManagedProcess } from '../process/managed-process.ts';
import { describeDeath, readableLine, type Supervisor } from '../process/supervisor.ts';
import { embeddedDataDir, runDatabaseCommand, startEmbeddedDatabase } from './database.ts';
import { logPath, serviceEnvironment, type Mode } from './environment.ts';
import { untilReady } from './readiness.ts';
import { services, type ServiceSpec } from './services.ts';

export interface StackOptions {
  settings: Settings;
  mode: Mode;
  /** Also write the services' log lines to this terminal. */
  verbose: boolean;
}

/** Everything between a finished build and an address a browser can open. */
export class Stack {
  readonly #supervisor: Supervisor;
  readonly #lock: DataLock;
  readonly #options: StackOptions;
  readonly #failure = Promise.withResolvers<never>();
  readonly #logs = new Map<string, BoundedLog>();

  constructor(supervisor: Supervisor, lock: DataLock, options: StackOptions) {
    this.#supervisor = supervisor;
    this.#lock = lock;
    this.#options = options;
    this.#failure.promise.catch(() => {});
  }

  /** Rejects with a Fault when a process ends that should not. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  get isStopping(): boolean {
    return this.#supervisor.isStopping;
  }

  /** Brings the database to the current schema. @returns the environment of the services */
  async prepareDatabase(): Promise<Environment> {
    const { settings, mode } = this.#options;
    const databaseUrl = settings.env['DATABASE_URL'] ?? (await this.#startDatabase());
    const env = serviceEnvironment(settings, mode, {
      ...ensureSecrets(settings.dataDir, settings.env),
      DATABASE_URL: databaseUrl,
    });
    const progress = startProgress('Migrating the database');
    try {
      await this.#orFailure(runDatabaseCommand(this.#supervisor, env, databaseUrl, ['apply']));
      progress.done();
    } catch (error) {
      progress.fail();
      throw error;
    }
    return env;
  }

  /**
   * Starts every service and waits until each is ready.
   * @param launch how to start one; by default once, so that its end is the stack's
   */
  async startServices(
    env: Environment,
    launch: (service: ServiceSpec) => void = (service) => void this.startService(service, env),
  ): Promise<void> {
    const { settings, mode } = this.#options;
    const progress = startProgress('Starting');
    const wanted = services(settings, mode);
    const waiting = new Set<string>(wanted.map(({ name }) => name));
    progress.update([...waiting].join(', '));
    try {
      wanted.forEach(launch);
      const allReady = wanted.map(async ({ name, readyUrl }) => {
        await untilReady(name, readyUrl, logPath(settings, name));
        waiting.delete(name);
        progress.update([...waiting].join(', '));
      });
      await this.#orFailure(Promise.all(allReady));
      progress.done(wanted.map(({ name }) => name).join(', '));
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  /** @param onExit called instead of failing the stack when the process ends by itself */
  startService(service: ServiceSpec, env: Environment, onExit?: (status: number) => void): ManagedProcess {
    return this.start({ ...service, env }, onExit);
  }

  start(
    spec: { name: string; args: string[]; cwd: string; env: Environment },
    onExit?: (status: number) => void,
  ): ManagedProcess {
    const log = this.log(spec.name);
    const child = this.#supervisor.start({
      ...spec,
      onOutput: (text) => {
        log.write(text);
        if (this.#options.verbose) process.stdout.write(text.replaceAll(/^(?=.)/gm, `${spec.name} │ `));
      },
    });
    this.#watch(child, log, onExit);
    return child;
  }

  log(name: string): BoundedLog {
    const log = this.#logs.get(name) ?? new BoundedLog(logPath(this.#options.settings, name));
    this.#logs.set(name, log);
    return log;
  }

  /** The last lines a service wrote, as a person reads them. */
  tail(name: string, count: number): string[] {
    return this.log(name).tail().slice(-count).map(readableLine);
  }

  async #startDatabase(): Promise<string> {
    const { settings } = this.#options;
    const progress = startProgress('Starting the embedded database');
    try {
      const database = await startEmbeddedDatabase(this.#supervisor, settings);
      this.#watch(database.process, database.log);
      progress.done(embeddedDataDir(settings));
      return database.url;
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  #watch(child: ManagedProcess, log: BoundedLog, onExit?: (status: number) => void): void {
    if (child.pid !== undefined) this.#lock.addChild(child.pid);
    void child.exited.then((status) => {
      if (child.isStopping || this.#supervisor.isStopping) return;
      if (onExit) onExit(status);
      else {
        const { name } = child.spec;
        this.#failure.reject(describeDeath(name, status, log.tail(), logPath(this.#options.settings, name)));
      }
    });
  }

  #orFailure<T>(work: Promise<T>): Promise<T> {
    return this.#supervisor.unlessInterrupted(Promise.race([work, this.failure]));
  }
}
