import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { loadEnvironment, resolveSettings } from '../environment/settings.ts';
import { Supervisor } from '../process/supervisor.ts';

/** The configuration wants to know a database, which is not spoken to here. */
const noDatabase = 'postgresql://localhost/none';

/** `npm run storage -- check|apply`: on the bucket that the environment names. */
export async function storage(args: string[]): Promise<number> {
  const settings = resolveSettings(loadEnvironment());
  const supervisor = new Supervisor();
  try {
    return await supervisor.run({
      name: 'storage',
      args: [join(root, 'apps', 'api', 'src', 'storage.ts'), ...args],
      cwd: join(root, 'apps', 'api'),
      env: { DATABASE_URL: noDatabase, ...settings.env, DATA_DIR: settings.dataDir },
    });
  } finally {
    await supervisor.stopAll();
  }
}
