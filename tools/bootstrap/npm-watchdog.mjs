import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { identify, isAlive } from './process-lock.mjs';

const pollMs = 500;
const shells = ['sh', 'ash', 'bash', 'busybox', 'dash', 'ksh', 'zsh'];

/**
 * Calls `onGone` once when the npm that runs this process has ended, however it ended. npm starts a shell and that
 * starts this process. A shell dies of SIGTERM without passing it on, and a killed npm tells nobody, so both are watched.
 * Nothing above npm is watched: `nohup npm start &` goes on when its terminal is closed.
 * @param {() => void} onGone
 */
export function watchParents(onGone) {
  // If started by hand (`node tools/bootstrap/bootstrap.mjs start`), the parent is the user's shell, which may end.
  if (!process.env['npm_lifecycle_event']) return;
  const parents = findParents(process.ppid);
  const timer = setInterval(() => {
    if (parents.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, pollMs);
  timer.unref();
}

/**
 * The process `pid` and, while that is a shell, its parent. Identities, because a process id is used again.
 * @param {number} pid
 * @returns {import('./process-lock.mjs').ProcessIdentity[]}
 */
function findParents(pid) {
  const identity = identify(pid);
  const facts = readFacts(pid);
  const isShellOfNpm = facts !== undefined && facts.parent > 0 && shells.includes(facts.name);
  return [identity, ...(isShellOfNpm ? findParents(facts.parent) : [])];
}

/**
 * @param {number} pid
 * @returns {{ name: string, parent: number } | undefined} undefined where the system does not say
 */
function readFacts(pid) {
  if (process.platform === 'win32') return undefined;
  try {
    if (process.platform === 'linux') {
      const [, name = '', rest = ''] = /^\d+ \((.*)\) \S (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return { name, parent: Number.parseInt(rest) };
    }
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent = '', path = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(stdout) ?? [];
    return { name: path.split('/').at(-1)?.replace(/^-/, '') ?? '', parent: Number(parent) };
  } catch {
    return undefined;
  }
}
