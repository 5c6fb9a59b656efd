import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataLock } from '../environment/data-lock.ts';
import { isolatedSettings } from '../environment/isolated-settings.ts';
import { root } from '../environment/root.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import { Supervisor } from '../process/supervisor.ts';
import { readOptions, usage } from '../../../../fuzz/run/options.ts';
import { readArguments } from '../read-arguments.ts';
import { runTurbo } from '../stack/build.ts';
import { runDatabaseCommand } from '../stack/database.ts';
import type { ServiceSpec } from '../stack/services.ts';
import { Stack } from '../stack/stack.ts';

/** A service that keeps ending is not restarted for ever: every end is a fault already. */
const maxStarts = 40;

export { usage };

/** `npm run fuzz`: builds, starts a fresh stack on free ports and sends it malformed requests. `args` are passed to the fuzzer. */
export async function run(args: string[]): Promise<number> {
  readArguments(() => readOptions(args, 0));
  const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-fuzz-'));
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  try {
    const settings = await isolatedSettings(dataDir, ownSettings());
    await runTurbo(supervisor, settings.env, 'build', 'Building');
    const stack = new Stack(supervisor, lock, { settings, mode: 'production', verbose: false });
    const env = await stack.prepareDatabase();
    await runDatabaseCommand(supervisor, env, env['DATABASE_URL'] ?? '', ['seed']);
    const pidFile = join(dataDir, 'fuzz-pids.json');
    const starter = new Starter(stack, env, pidFile);
    await stack.startServices(env, (service) => starter.start(service));
    return await Promise.race([runFuzzer(supervisor, settings, env, pidFile, args), stack.failure]);
  } finally {
    await supervisor.stopAll();
    lock.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Starts services, restarts them when they end, and records their process ids, by which the fuzzer notices ends. */
class Starter {
  readonly #stack: Stack;
  readonly #env: Environment;
  readonly #pidFile: string;
  readonly #pids: Record<string, number | undefined> = {};
  #starts = 0;

  constructor(stack: Stack, env: Environment, pidFile: string) {
    this.#stack = stack;
    this.#env = env;
    this.#pidFile = pidFile;
  }

  start(service: ServiceSpec): void {
    this.#starts += 1;
    // A separate folder: whatever is left in it was left by this service.
    const folder = join(dirname(this.#pidFile), 'tmp', service.name);
    mkdirSync(folder, { recursive: true });
    const env = { ...this.#env, TMPDIR: folder };
    const child = this.#stack.startService(service, env, (status) => this.#onEnd(service, status));
    this.#pids[service.name] = child.pid;
    // Rename, so that no reader sees a partial file.
    writeFileSync(`${this.#pidFile}.new`, JSON.stringify(this.#pids));
    renameSync(`${this.#pidFile}.new`, this.#pidFile);
  }

  #onEnd(service: ServiceSpec, status: number): void {
    const tail = this.#stack.tail(service.name, 12).map((line) => `  ${line}\n`);
    console.error(`✗ ${service.name} ended (exit ${status}):\n${tail.join('')}`);
    if (!this.#stack.isStopping && this.#starts < maxStarts) this.start(service);
  }
}

/** Limits and costs under which requests reach the code and not the limiter. */
const ownSettings = (): Environment => ({
  // Test services, if given, replace the embedded ones. The database must be empty.
  DATABASE_URL: process.env['TEST_DATABASE_URL'],
  REDIS_URL: process.env['TEST_REDIS_URL'],
  NATS_URL: process.env['TEST_NATS_URL'],
  LOG_LEVEL: 'warn',
  // All requests of the run come from the same address.
  RATE_LIMIT_SCALE: '100000',
  // A machine busy with fuzzing is no outage of Postgres; a request without a response in 15 s is a fault.
  DATABASE_TIMEOUT_MS: '10000',
  // The cost of guessing passwords is not tested here.
  ARGON2_MEMORY_KIB: '64',
  ARGON2_ITERATIONS: '1',
});

function runFuzzer(
  supervisor: Supervisor,
  { env: settingsEnv, ports, dataDir }: Settings,
  serviceEnv: Environment,
  pidFile: string,
  args: string[],
): Promise<number> {
  return supervisor.run({
    name: 'fuzz',
    args: [join(root, 'fuzz', 'main.ts'), ...args],
    cwd: join(root, 'fuzz'),
    env: {
      ...settingsEnv,
      FUZZ_API_PORT: String(ports.api),
      FUZZ_WEB_PORT: String(ports.web),
      FUZZ_AI_PORT: String(ports.ai),
      FUZZ_AI_TOKEN: serviceEnv['AI_SERVICE_TOKEN'],
      FUZZ_DATA_DIR: dataDir,
      FUZZ_PID_FILE: pidFile,
      FUZZ_OPENAPI: join(root, 'docs', 'openapi.json'),
    },
  });
}
