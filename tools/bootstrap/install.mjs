import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, releaseLock } from './process-lock.mjs';
import { startProgress } from './progress.mjs';

const lockWaitSeconds = 15 * 60;
const tailLines = 15;

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Package */

/** Thrown with a self-explanatory message; the stack is not shown. */
export class InstallError extends Error {}

/**
 * Makes `node_modules` match `package-lock.json`, by `npm ci` where it does not. Safe to run several times at once.
 * @param {string} root
 * @param {AbortSignal} [ending] ends a running installation
 * @returns {Promise<number>} seconds spent installing, 0 when nothing was to do
 * @throws {InstallError} npm failed, or another installation does not end
 */
export async function ensureInstalled(root, ending) {
  if (isInstalled(root)) return 0;
  // Outside node_modules, which `npm ci` deletes.
  const lock = join(root, '.install.lock');
  const deadline = Date.now() + lockWaitSeconds * 1000;
  for (let told = false; !acquireLock(lock).acquired; told = true) {
    if (Date.now() > deadline)
      throw new InstallError(`Another installation holds ${lock}. Stop it, or delete the file.`);
    if (!told) console.log('… Waiting for another installation to finish');
    await sleep(250, undefined, { signal: ending });
  }
  try {
    // The installation that held the lock has done it.
    if (isInstalled(root)) return 0;
    return await install(root, ending);
  } finally {
    releaseLock(lock);
  }
}

/** @param {string} root */
const markerPath = (root) => join(root, 'node_modules', '.pixelboxx-installed');

/** @param {string} root */
function fingerprint(root) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** @param {string} root */
function isInstalled(root) {
  const wanted = fingerprint(root);
  if (existsSync(markerPath(root)) && readFileSync(markerPath(root), 'utf8') === wanted) return true;
  if (!matchesHiddenLockfile(root)) return false;
  writeFileSync(markerPath(root), wanted);
  return true;
}

/**
 * Whether somebody who ran `npm install` by hand has already brought about what the lockfile says. npm writes
 * `node_modules/.package-lock.json` as its last step, so an interrupted installation does not count.
 * @param {string} root
 */
function matchesHiddenLockfile(root) {
  const hiddenPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hiddenPath)) return false;
  const installed = readPackages(hiddenPath);
  return Object.entries(readPackages(join(root, 'package-lock.json'))).every(([path, entry]) => {
    const found = installed[path];
    // Absent optional packages are for other platforms.
    if (!found) return path === '' || entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} lockfile */
function readPackages(lockfile) {
  /** @type {unknown} */
  const parsed = JSON.parse(readFileSync(lockfile, 'utf8'));
  const { packages } = /** @type {{ packages: Record<string, Package> }} */ (parsed);
  return packages;
}

/**
 * @param {string} root
 * @param {AbortSignal} [ending]
 * @returns {Promise<number>} seconds
 */
async function install(root, ending) {
  const progress = startProgress('Installing dependencies (once)');
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  const { code, output } = await runNpm(root, args, ending);
  if (code !== 0) {
    progress.fail();
    console.error(output.trimEnd().split('\n').slice(-tailLines).join('\n'));
    throw new InstallError('`npm ci` failed (see above). Once the cause is mended, run the same command again.');
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(markerPath(root), fingerprint(root));
  return progress.done();
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @param {AbortSignal} [ending]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function runNpm(cwd, args, ending) {
  // Prefer the npm that runs this command: PATH may contain another.
  const npmScript = process.env['npm_execpath'];
  const [command, prefix] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  return new Promise((resolve) => {
    const npm = spawn(command, [...prefix, ...args], {
      cwd,
      shell: process.platform === 'win32' && command === 'npm',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(ending && { signal: ending }),
    });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr])
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    npm.on('error', (error) => resolve({ code: null, output: error.message }));
    npm.on('close', (code) => resolve({ code, output }));
  });
}
