import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { DataLock } from '../environment/data-lock.ts';
import { isolatedSettings } from '../environment/isolated-settings.ts';
import { root } from '../environment/root.ts';
import type { Environment, Settings } from '../environment/settings.ts';
import { CliError } from '../cli-error.ts';
import { Supervisor } from '../process/supervisor.ts';
import { formatTally, type Tally } from '../process/tally-reporter.ts';
import { runTurbo } from '../stack/build.ts';
import { runDatabaseCommand } from '../stack/database.ts';
import { addresses, logPath } from '../stack/environment.ts';
import { Containers } from '../stack/containers.ts';
import { Stack } from '../stack/stack.ts';

const browsers = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const folder = join(root, 'e2e');
/** The tag of tests that start a product of their own from what was built here, and so say nothing about images. */
const startsByItself = '@started';

export const usage = `Usage: npm run e2e -- [--containers] [PATH] [options of Playwright]
  --containers    first: the services run from their images, which have been built
  PATH            part of the path of the spec files that are wanted, such as tests/notes
  --grep PATTERN  of some tests alone; what else Playwright takes says npx playwright test --help`;

/**
 * `npm run e2e`: builds, starts a fresh stack on free ports and drives it with a real browser. `args` go to Playwright.
 * With `--containers` first, the services run from their images, which have been built.
 */
export async function run(args: string[]): Promise<number> {
  const inContainers = args[0] === '--containers';
  const browser = findBrowser(process.env);
  const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-e2e-'));
  const supervisor = new Supervisor();
  const lock = await DataLock.acquire(dataDir);
  try {
    const settings = await isolatedSettings(dataDir, ownSettings());
    const stack = new Stack(supervisor, lock, { settings, mode: 'production', verbose: false });
    if (inContainers) {
      // What the tests themselves import.
      await runTurbo(supervisor, settings.env, 'generate', 'Generating');
      const containers = new Containers(settings);
      await startContainers(supervisor, stack, containers);
      const place = { browser, dataDir: containers.dataDir };
      return await runPlaywright(supervisor, stack, settings, place, [
        `--grep-invert=${startsByItself}`,
        ...args.slice(1),
      ]);
    }
    await runTurbo(supervisor, settings.env, 'build', 'Building');
    const env = await stack.prepareDatabase();
    await runDatabaseCommand(supervisor, env, env['DATABASE_URL'] ?? '', ['seed']);
    await stack.startServices(env);
    return await runPlaywright(supervisor, stack, settings, { browser, dataDir }, args);
  } finally {
    await supervisor.stopAll();
    lock.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Migrated and seeded by the api's image, too: whatever it lacks is seen. */
async function startContainers(supervisor: Supervisor, stack: Stack, containers: Containers): Promise<void> {
  const env = await stack.databaseEnvironment();
  for (const command of ['apply', 'seed']) await containers.runDatabaseCommand(supervisor, env, root, [command]);
  await stack.startServices(env, (service) => void stack.start(containers.service(service, env)));
}

/** @throws Fault when this machine has no browser */
function findBrowser(env: Environment): string {
  if (env['PLAYWRIGHT_CHROMIUM']) return env['PLAYWRIGHT_CHROMIUM'];
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    for (const browser of browsers) {
      try {
        accessSync(join(folder, browser), constants.X_OK);
        return join(folder, browser);
      } catch {
        // Not here.
      }
    }
  }
  throw new CliError(
    'No Chromium was found. Install one (Debian: apt-get install chromium) or name it: PLAYWRIGHT_CHROMIUM=/path/to/chrome',
  );
}

const ownSettings = (): Environment => ({
  LOG_LEVEL: process.env['LOG_LEVEL'],
  // Every visitor of the run has the same address.
  RATE_LIMIT_SCALE: '1000',
  // Drawn images can alarm it.
  SCREENING_THRESHOLD: '0.2',
  // What is in no catalogue of messages is found by it.
  PSEUDO_LANGUAGE: 'true',
});

async function runPlaywright(
  supervisor: Supervisor,
  stack: Stack,
  settings: Settings,
  { browser, dataDir }: { readonly browser: string; readonly dataDir: string },
  args: string[],
): Promise<number> {
  const report = join(settings.dataDir, 'playwright.json');
  const playwright = supervisor.run({
    name: 'playwright',
    program: process.execPath,
    args: [playwrightCli(), 'test', '--reporter=list,json', ...args],
    cwd: folder,
    env: {
      ...settings.env,
      PLAYWRIGHT_CHROMIUM: browser,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      LIGHTHOUSE_STRICT: process.env['LIGHTHOUSE_STRICT'],
      E2E_BASE_URL: settings.webOrigin,
      E2E_API_URL: addresses(settings).api,
      E2E_DATA_DIR: dataDir,
      E2E_API_LOG: logPath(settings, 'api'),
    },
  });
  const status = await Promise.race([playwright, stack.failure]);
  console.log(`\n${formatTally(readReport(report))}`);
  return status;
}

function playwrightCli(): string {
  const manifest = createRequire(join(folder, 'package.json')).resolve('@playwright/test/package.json');
  return join(dirname(manifest), 'cli.js');
}

/** A report that is missing or unreadable is a failed run: nothing is known to have passed. */
export function readReport(path: string): Tally {
  try {
    const { stats, errors } = JSON.parse(readFileSync(path, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
      errors: unknown[];
    };
    return {
      passed: stats.expected,
      // One that passes at the second attempt only is not one to rely on.
      failed: stats.unexpected + stats.flaky + (stats.unexpected === 0 ? errors.length : 0),
      skipped: stats.skipped,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
