import { startProgress } from '../../../../tools/bootstrap/progress.mjs';
import type { DataLock } from '../environment/data-lock.ts';
import { ensureSecrets } from '../environment/secrets.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import { BoundedLog } from '../process/bounded-log.ts';
import type { ManagedProcess, ProcessSpec } from '../process/managed-process.ts';
import { describeDeath, readableLine, type Supervisor } from '../process/supervisor.ts';
import { embeddedDataDir, restartEmbeddedDatabase, runDatabaseCommand, startEmbeddedDatabase } from './database.ts';
import { logPath, serviceEnvironment, type Mode } from './environment.ts';
import { untilReady } from './readiness.ts';
import { maxDeaths, RestartPolicy } from './restart-policy.ts';
import { services, type ServiceSpec } from './services.ts';

export interface StackOptions {
  settings: Settings;
  mode: Mode;
  /** Also write the services' log lines to this terminal. */
  verbose: boolean;
  /** Restart processes that end unexpectedly after everything was up. Without it, or before that, an end fails the stack. */
  restarts?: boolean;
}

interface StackProcess extends Pick<ProcessSpec, 'program' | 'graceSeconds'> {
  name: string;
  args: string[];
  cwd: string;
  env: Environment;
  /** Receives all output, in addition to the log. */
  onText?: (text: string) => void;
}

/** Everything between a finished build and a URL that a browser can open. */
export class Stack {
  readonly #supervisor: Supervisor;
  readonly #lock: DataLock;
  readonly #options: StackOptions;
  readonly #failure = Promise.withResolvers<never>();
  readonly #logs = new Map<string, BoundedLog>();
  #isUp = false;

  constructor(supervisor: Supervisor, lock: DataLock, options: StackOptions) {
    this.#supervisor = supervisor;
    this.#lock = lock;
    this.#options = options;
    this.#failure.promise.catch(() => {});
  }

  /** Rejects with a Fault if a process ends unexpectedly, or does so too often. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  get isStopping(): boolean {
    return this.#supervisor.isStopping;
  }

  /** Starts the embedded database, unless another one is configured. @returns the environment of the services */
  async databaseEnvironment(): Promise<Environment> {
    const { settings, mode } = this.#options;
    const databaseUrl = settings.env['DATABASE_URL'] ?? (await this.#startDatabase());
    return serviceEnvironment(settings, mode, {
      ...ensureSecrets(settings.dataDir, settings.env),
      DATABASE_URL: databaseUrl,
    });
  }

  /** Migrates the database to the current schema. @returns the environment of the services */
  async prepareDatabase(): Promise<Environment> {
    const env = await this.databaseEnvironment();
    const progress = startProgress('Migrating the database');
    try {
      await this.#orFailure(runDatabaseCommand(this.#supervisor, env, env['DATABASE_URL'] ?? '', ['apply']));
      progress.done();
    } catch (error) {
      progress.fail();
      throw error;
    }
    return env;
  }

  /**
   * Starts every service and waits until each is ready.
   * @param launch how to start one
   */
  async startServices(
    env: Environment,
    launch: (service: ServiceSpec) => void = (service) => this.keepService(service, env),
    wanted: ServiceSpec[] = services(this.#options.settings, this.#options.mode),
  ): Promise<void> {
    const { settings } = this.#options;
    const progress = startProgress('Starting');
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
      this.#isUp = true;
      progress.done(wanted.map(({ name }) => name).join(', '));
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  /** Starts a service, and restarts it when it ends unexpectedly. */
  keepService(service: ServiceSpec, env: Environment): void {
    const { name, readyUrl } = service;
    const log = this.log(name);
    const again = () => {
      void untilReady(name, readyUrl, logPath(this.#options.settings, name)).then(
        () => console.log(`✓ ${name} is back`),
        // It ended again, which is reported elsewhere.
        () => {},
      );
      return this.#spawnService(service, env);
    };
    this.#keep(this.#spawnService(service, env), log, again);
  }

  /** @param onExit called instead of failing the stack if the process ends unexpectedly */
  startService(service: ServiceSpec, env: Environment, onExit?: (status: number) => void): ManagedProcess {
    return this.start({ ...service, env }, onExit);
  }

  start(spec: StackProcess, onExit?: (status: number) => void): ManagedProcess {
    const child = this.#spawn(spec);
    this.#watch(child, this.log(spec.name), onExit);
    return child;
  }

  log(name: string): BoundedLog {
    const log = this.#logs.get(name) ?? new BoundedLog(logPath(this.#options.settings, name));
    this.#logs.set(name, log);
    return log;
  }

  /** The last lines of a service, formatted for users. */
  tail(name: string, count: number): string[] {
    return this.log(name).tail().slice(-count).map(readableLine);
  }

  #spawnService(service: ServiceSpec, env: Environment): ManagedProcess {
    return this.#spawn({ ...service, env });
  }

  #spawn({ onText, ...spec }: StackProcess): ManagedProcess {
    const log = this.log(spec.name);
    return this.#supervisor.start({
      ...spec,
      onOutput: (text) => {
        log.write(text);
        onText?.(text);
        if (this.#options.verbose) process.stdout.write(text.replaceAll(/^(?=.)/gm, `${spec.name} │ `));
      },
    });
  }

  async #startDatabase(): Promise<string> {
    const { settings } = this.#options;
    const progress = startProgress('Starting the embedded database');
    try {
      const database = await startEmbeddedDatabase(this.#supervisor, settings);
      this.#keep(database.process, database.log, () => restartEmbeddedDatabase(this.#supervisor, settings, database));
      progress.done(embeddedDataDir(settings));
      return database.url;
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  #keep(child: ManagedProcess, log: BoundedLog, again: () => ManagedProcess, policy = new RestartPolicy()): void {
    const { name } = child.spec;
    this.#watch(child, log, (status) => {
      if (!this.#options.restarts || !this.#isUp) return this.#fail(name, status, log);
      const delayMs = policy.delayAfterDeath(performance.now());
      if (delayMs === undefined) return this.#fail(`${name}, for the ${maxDeaths}th time in a minute,`, status, log);
      const tail = log
        .tail()
        .slice(-3)
        .map((line) => `\n  ${readableLine(line)}`);
      console.error(`✗ ${name} stopped unexpectedly (exit ${status}); starting it again.${tail.join('')}`);
      setTimeout(() => {
        if (!this.isStopping) this.#keep(again(), log, again, policy);
      }, delayMs);
    });
  }

  #fail(what: string, status: number, log: BoundedLog): void {
    this.#failure.reject(describeDeath(what, status, log.tail(), log.path));
  }

  #watch(child: ManagedProcess, log: BoundedLog, onExit?: (status: number) => void): void {
    if (child.pid !== undefined) this.#lock.addChild(child.pid);
    void child.exited.then((status) => {
      if (child.isStopping || this.#supervisor.isStopping) return;
      if (onExit) onExit(status);
      else this.#fail(child.spec.name, status, log);
    });
  }

  #orFailure<T>(work: Promise<T>): Promise<T> {
    return this.#supervisor.unlessInterrupted(Promise.race([work, this.failure]));
  }
}
