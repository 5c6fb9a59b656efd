import { findFreePorts } from './ports.ts';
import { resolveSettings, type Environment, type Settings } from './settings.ts';

const passed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'CI'];

/** For a stack of a run's own, on free ports: nothing of the user's own configuration, so that their services are safe. */
export async function isolatedSettings(dataDir: string, own: Environment): Promise<Settings> {
  const [web, api, ai] = await findFreePorts(3);
  return resolveSettings({
    ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
    DATA_DIR: dataDir,
    WEB_PORT: String(web),
    API_PORT: String(api),
    AI_PORT: String(ai),
    // Moderators among the demo users.
    ALLOW_DEMO_SEED: 'true',
    // Whose roles many tests share: none of them may enrol a factor there.
    STAFF_SECOND_FACTOR: 'optional',
    ...own,
  });
}
