import { join } from 'node:path';
import { programPath } from '@pixelboxx/embedded-postgres/process';
import { root } from '../environment/root.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import { CliError } from '../cli-error.ts';
import { BoundedLog } from '../process/bounded-log.ts';
import { describeDeath, type Supervisor } from '../process/supervisor.ts';
import type { ManagedProcess, ProcessSpec } from '../process/managed-process.ts';
import { logPath } from './environment.ts';

export const embeddedDataDir = (settings: Settings) => join(settings.dataDir, 'postgres');

export interface EmbeddedDatabase {
  url: string;
  process: ManagedProcess;
  log: BoundedLog;
}

/** Starts the embedded Postgres as a child on any free port. @throws Fault if it does not start */
export async function startEmbeddedDatabase(supervisor: Supervisor, settings: Settings): Promise<EmbeddedDatabase> {
  const log = new BoundedLog(logPath(settings, 'database'));
  const ready = Promise.withResolvers<string>();
  const child = supervisor.start(databaseSpec(settings, log, ready.resolve));
  const died = child.exited.then((status): never => {
    throw describeDeath('The embedded database', status, log.tail(), log.path);
  });
  const url = await supervisor.unlessInterrupted(Promise.race([ready.promise, died]));
  died.catch(() => {});
  return { url, process: child, log };
}

/** Restarts it at the same address, so that existing clients find it. */
export function restartEmbeddedDatabase(
  supervisor: Supervisor,
  settings: Settings,
  { url, log }: EmbeddedDatabase,
): ManagedProcess {
  const { port, password } = new URL(url);
  return supervisor.start(databaseSpec(settings, log, () => console.log('✓ database is back'), { port, password }));
}

function databaseSpec(
  settings: Settings,
  log: BoundedLog,
  onReady: (url: string) => void,
  earlier?: { port: string; password: string },
): ProcessSpec {
  let output = '';
  let isReady = false;
  const port = earlier ? ['--port', earlier.port] : [];
  return {
    name: 'database',
    args: [programPath, '--data-dir', embeddedDataDir(settings), ...port],
    cwd: root,
    // Not as an argument, because everyone on the machine can see those.
    env: { ...settings.env, EMBEDDED_POSTGRES_PASSWORD: earlier?.password },
    graceSeconds: 20,
    onOutput(text) {
      if (isReady) {
        log.write(text);
        return;
      }
      output += text;
      const url = readReadyLine(output);
      // The line contains the password, so it is not logged.
      if (!url) {
        log.write(text);
        return;
      }
      isReady = true;
      onReady(url);
    },
  };
}

function readReadyLine(output: string): string | undefined {
  for (const line of output.split('\n').slice(0, -1)) {
    if (!line.startsWith('{')) continue;
    const message: unknown = JSON.parse(line);
    const url: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'url') : undefined;
    if (typeof url === 'string') return url;
  }
  return undefined;
}

/**
 * Runs the database command line (`apps/api/prisma/cli.ts`) against `databaseUrl`.
 * @returns its output
 * @throws Fault with the last lines of the output if it fails
 */
export async function runDatabaseCommand(
  supervisor: Supervisor,
  env: Environment,
  databaseUrl: string,
  args: string[],
): Promise<string> {
  let output = '';
  const status = await supervisor.run({
    name: `db ${args[0] ?? ''}`,
    args: [join(root, 'apps', 'api', 'prisma', 'cli.ts'), ...args],
    cwd: join(root, 'apps', 'api'),
    env: { ...env, DATABASE_URL: databaseUrl },
    onOutput: (text) => (output += text),
  });
  if (status !== 0) {
    const tail = output.trimEnd().split('\n').slice(-15).join('\n');
    throw new CliError(`The database command \`${args.join(' ')}\` failed:\n${tail}`);
  }
  return output;
}
