/**
 * Runs a program that does not support the watchdog: `node run-watched.mjs <program> [args]`. When the starter is gone,
 * the whole process group is ended (the starter made this process its leader).
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const graceSeconds = 5;
const [program = '', ...args] = process.argv.slice(2);

// Signals to the group reach each of its members; this one ignores them to report how the program ended.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

process.once('disconnect', () => {
  process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGTERM');
  setTimeout(() => process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL'), graceSeconds * 1000);
});
process.channel?.unref();

const child = spawn(program, args, { stdio: 'inherit' });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
