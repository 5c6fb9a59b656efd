import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import type { ProcessSpec } from '../process/managed-process.ts';
import type { Supervisor } from '../process/supervisor.ts';
import type { ServiceSpec } from './services.ts';

/** Variables that belong to this machine and not to a service in a container. */
const machineVariables = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'SHELL', 'PWD', 'NODE_OPTIONS']);

/** Next stores rendered pages beside its build. */
const writableFolders: Partial<Record<ServiceSpec['name'], string>> = {
  web: '/app/apps/web/.next/cache:rw,mode=1777',
};

/**
 * Runs services from their images (`pixelboxx/<name>`), restricted as in a deployment: as an unprivileged user, on a
 * read-only file system, on this machine's network. `CONTAINER_ENGINE` (default: `docker`) can contain options of the
 * engine, `CONTAINER_OPTIONS` options of `run`; both are split at spaces.
 */
export class Containers {
  readonly #engine: string[];
  readonly #options: string[];
  /** Shared with the containers, whose user does not exist on this machine. */
  readonly dataDir: string;

  constructor({ env, dataDir }: Settings, real: Environment = process.env) {
    this.#engine = words(env['CONTAINER_ENGINE'] ?? real['CONTAINER_ENGINE'] ?? 'docker');
    this.#options = words(env['CONTAINER_OPTIONS'] ?? real['CONTAINER_OPTIONS'] ?? '');
    this.dataDir = join(dataDir, 'shared');
    mkdirSync(this.dataDir, { recursive: true });
    for (const folder of [dataDir, this.dataDir]) chmodSync(folder, folder === dataDir ? 0o711 : 0o777);
  }

  /** The service as a local process: the engine's client, which passes signals on and ends with the container. */
  service({ name, cwd }: ServiceSpec, env: Environment): ProcessSpec {
    const folder = writableFolders[name];
    return this.#run(name, { cwd, env: { ...env, DATA_DIR: this.dataDir } }, folder ? ['--tmpfs', folder] : [], []);
  }

  /** Runs `node prisma/cli.ts <args>` of the api's image. @throws CliError with its output if it fails */
  async runDatabaseCommand(supervisor: Supervisor, env: Environment, cwd: string, args: string[]): Promise<void> {
    let output = '';
    const spec = this.#run(
      'api',
      { cwd, env: { ...env, DATA_DIR: this.dataDir } },
      [],
      ['node', 'prisma/cli.ts', ...args],
    );
    const status = await supervisor.run({ ...spec, onOutput: (text) => (output += text) });
    if (status !== 0) throw new CliError(`\`${args.join(' ')}\` in the api's image failed:\n${output.trimEnd()}`);
  }

  #run(
    name: ServiceSpec['name'],
    { cwd, env }: { cwd: string; env: Environment },
    options: string[],
    command: string[],
  ): ProcessSpec {
    const [program = 'docker', ...engineOptions] = this.#engine;
    const names = Object.keys(env).filter((key) => env[key] !== undefined && !machineVariables.has(key));
    return {
      name,
      program,
      cwd,
      env,
      graceSeconds: 20,
      args: [
        ...engineOptions,
        ...['run', '--rm', '--network=host', '--read-only', '--tmpfs', '/tmp', '--cap-drop=all'],
        ...['--security-opt', 'no-new-privileges', '--volume', `${this.dataDir}:${this.dataDir}`],
        ...this.#options,
        ...options,
        // Only names: everybody on the machine can see argument values.
        ...names.flatMap((key) => ['--env', key]),
        `pixelboxx/${name}`,
        ...command,
      ],
    };
  }
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}
