import { findFreePorts } from './ports.ts';
import { resolveSettings, type Environment, type Settings } from './settings.ts';

const passed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'CI'];

/** For the separate stack of one run, on free ports. Ignores the user's own configuration, so the user's services are safe. */
export async function isolatedSettings(dataDir: string, own: Environment): Promise<Settings> {
  const [web, api, ai] = await findFreePorts(3);
  return resolveSettings({
    ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
    DATA_DIR: dataDir,
    WEB_PORT: String(web),
    API_PORT: String(api),
    AI_PORT: String(ai),
    // The demo users include moderators.
    ALLOW_DEMO_SEED: 'true',
    // Many tests share these staff accounts, so none of them can enroll a factor there.
    STAFF_SECOND_FACTOR: 'optional',
    ...own,
  });
}
