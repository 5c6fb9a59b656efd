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
/** The tag of tests that start their own product from the local build, and so do not test the images. */
const startsByItself = '@started';

export const usage = `Usage: npm run e2e -- [--containers] [PATH] [options of Playwright]
  --containers    first: the services run from their images, which have been built
  PATH            part of the path of the spec files that are wanted, such as tests/notes
  --grep PATTERN  of some tests alone; what else Playwright takes says npx playwright test --help`;

/**
 * `npm run e2e`: builds, starts a fresh stack on free ports and drives it with a real browser. `args` are passed to
 * Playwright. With `--containers` first, the services run from their images, which must be built already.
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
      // Generate what the tests themselves import.
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

/** The api's image also migrates and seeds, so anything missing in it is noticed. */
async function startContainers(supervisor: Supervisor, stack: Stack, containers: Containers): Promise<void> {
  const env = await stack.databaseEnvironment();
  for (const command of ['apply', 'seed']) await containers.runDatabaseCommand(supervisor, env, root, [command]);
  await stack.startServices(env, (service) => void stack.start(containers.service(service, env)));
}

/** @throws Fault if this machine has no browser */
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
  // All visitors of the run have the same address.
  RATE_LIMIT_SCALE: '1000',
  // Drawings can exceed the usual threshold.
  SCREENING_THRESHOLD: '0.2',
  // Reveals texts that are in no message catalog.
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

/** A missing or unreadable report counts as a failed run: nothing is known to have passed. */
export function readReport(path: string): Tally {
  try {
    const { stats, errors } = JSON.parse(readFileSync(path, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
      errors: unknown[];
    };
    return {
      passed: stats.expected,
      // A test that passes only at the second attempt is not reliable.
      failed: stats.unexpected + stats.flaky + (stats.unexpected === 0 ? errors.length : 0),
      skipped: stats.skipped,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
