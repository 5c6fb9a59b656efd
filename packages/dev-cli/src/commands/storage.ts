import { join } from 'node:path';
import { findRunningPostgres } from '@pixelboxx/embedded-postgres/process';
import { readBucketArguments, usage } from '../../../../apps/api/src/bin/bucket-arguments.ts';
import { readArguments } from '../read-arguments.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment, resolveSettings } from '../environment/settings.ts';
import { Supervisor } from '../process/supervisor.ts';
import { embeddedDataDir } from '../stack/database.ts';

/** The configuration requires a database URL; only the commands that compare owners need one that responds. */
const noDatabase = 'postgresql://127.0.0.1:1/none';

export { usage };

/** `npm run storage -- <command>`: on the store named by the environment. */
export async function run(args: string[]): Promise<number> {
  readArguments(() => readBucketArguments(args));
  const settings = resolveSettings(loadEnvironment());
  const embedded = await findRunningPostgres(embeddedDataDir(settings));
  const supervisor = new Supervisor();
  try {
    return await supervisor.run({
      name: 'storage',
      args: [join(root, 'apps', 'api', 'src', 'bin', 'bucket.ts'), ...args],
      cwd: join(root, 'apps', 'api'),
      env: { DATABASE_URL: embedded ?? noDatabase, ...settings.env, DATA_DIR: settings.dataDir },
    });
  } finally {
    await supervisor.stopAll();
  }
}
