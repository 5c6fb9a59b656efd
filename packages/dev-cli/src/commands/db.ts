import { join, resolve } from 'node:path';
import { readArguments as readDatabaseArguments, usage } from '../../../../apps/api/prisma/arguments.ts';
import { CliError } from '../cli-error.ts';
import { readArguments } from '../read-arguments.ts';
import { DataLock } from '../environment/data-lock.ts';
import { root } from '../environment/root.ts';
import { readSecrets } from '../environment/secrets.ts';
import { loadEnvironment, resolveSettings, type Settings } from '../environment/settings.ts';
import { findRunningPostgres } from '@pixelboxx/embedded-postgres/process';
import { Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';
import { embeddedDataDir, startEmbeddedDatabase } from '../stack/database.ts';

export { usage };

/** `npm run db -- <command>`: on `DATABASE_URL`, or on the embedded database, whether or not it runs. */
export async function run(args: string[]): Promise<number> {
  readArguments(() => readDatabaseArguments(args));
  const settings = resolveSettings(loadEnvironment());
  const inUse = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  if (args[0] === 'url') return printUrl(inUse);
  const supervisor = new Supervisor();
  let lock: DataLock | undefined;
  try {
    await runTurbo(supervisor, settings.env, 'generate', 'Generating code');
    let databaseUrl = inUse;
    if (databaseUrl === undefined) {
      lock = await DataLock.acquire(settings.dataDir);
      databaseUrl = await startOwn(supervisor, lock, settings);
    }
    return await supervisor.run({
      name: 'db',
      args: [join(root, 'apps', 'api', 'prisma', 'cli.ts'), ...withFolder(args)],
      cwd: join(root, 'apps', 'api'),
      // The keys of encrypted values are stored there if the environment sets none.
      env: { ...readSecrets(settings.dataDir), ...settings.env, DATABASE_URL: databaseUrl, DATA_DIR: settings.dataDir },
    });
  } finally {
    await supervisor.stopAll();
    lock?.release();
  }
}

/** For a database started only for this command, the URL would be useless once the command has ended. */
function printUrl(url: string | undefined): number {
  if (url === undefined) throw new CliError('The embedded database does not run. Start the product first: npm run dev');
  console.log(url);
  return 0;
}

/** Folders are relative to where npm was called. */
function withFolder([command = '', folder, ...rest]: string[]): string[] {
  if (command === 'audit' && folder !== undefined) return [command, ...withFile(folder, rest)];
  if (!['backup', 'verify', 'restore'].includes(command) || folder === undefined) {
    return [command, ...(folder === undefined ? [] : [folder]), ...rest];
  }
  const path = resolve(process.env['INIT_CWD'] ?? '.', folder);
  return [command, folder.endsWith('/') ? `${path}/` : path, ...rest];
}

/** The same for `audit export FILE` and `audit verify FILE`. */
function withFile(act: string, [file, ...rest]: string[]): string[] {
  return file === undefined ? [act] : [act, resolve(process.env['INIT_CWD'] ?? '.', file), ...rest];
}

async function startOwn(supervisor: Supervisor, lock: DataLock, settings: Settings): Promise<string> {
  const database = await startEmbeddedDatabase(supervisor, settings);
  if (database.process.pid !== undefined) lock.addChild(database.process.pid);
  return database.url;
}
