import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';

/**
 * Who holds a lock. `born` tells two processes apart that got the same id one after the other (a container restarts
 * with the same ids); it is empty where the system does not say.
 * @typedef {{ pid: number, born: string }} ProcessIdentity
 */

/**
 * The start time of a process in clock ticks since boot, together with the boot it belongs to; '' where unknown.
 * @param {number} pid
 */
function bornAt(pid) {
  try {
    // Field 22; the command (field 2) can contain spaces and parentheses, so count from its end.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    // A zombie: a container without an init process keeps them for ever.
    if (fields?.[0] === 'Z') return '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields?.[19]}`;
  } catch {
    return '';
  }
}

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export function identify(pid) {
  return { pid, born: bornAt(pid) };
}

/**
 * @param {unknown} value
 * @returns {value is ProcessIdentity}
 */
export function isIdentity(value) {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('born' in value)) return false;
  return typeof value.pid === 'number' && typeof value.born === 'string';
}

/** @param {ProcessIdentity} identity */
export function isAlive({ pid, born }) {
  if (born !== '') return bornAt(pid) === born;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * What the lock file at `path` says, or undefined when there is none or it is unreadable.
 * @param {string} path
 * @returns {(ProcessIdentity & Record<string, unknown>) | undefined}
 */
export function readLock(path) {
  try {
    const holder = /** @type {unknown} */ (JSON.parse(readFileSync(path, 'utf8')));
    return isIdentity(holder) ? { ...holder } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock file at `path` for this process. A lock whose process is gone is taken over.
 * @param {string} path
 * @returns {{ acquired: true, stale: Record<string, unknown> | undefined } | { acquired: false, holder: ProcessIdentity & Record<string, unknown> }}
 *   `stale` is what a crashed holder had left behind
 */
export function acquireLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const candidate = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(candidate, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  /** @type {Record<string, unknown> | undefined} */
  let stale;
  try {
    for (;;) {
      try {
        // A link appears complete or not at all, unlike a file that is created and then written.
        linkSync(candidate, path);
        return { acquired: true, stale };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = readLock(path);
      if (holder && isAlive(holder)) return { acquired: false, holder };
      stale = holder ?? stale;
      removeStale(path, holder);
    }
  } finally {
    rmSync(candidate, { force: true });
  }
}

/**
 * Another process may replace the stale lock at the same moment: move it aside first, and look at what was moved.
 * @param {string} path
 * @param {ProcessIdentity | undefined} expected
 */
function removeStale(path, expected) {
  const aside = `${path}.stale.${process.pid}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readLock(aside);
  const isExpected = moved?.pid === expected?.pid && moved?.born === expected?.born;
  try {
    if (!isExpected && moved) linkSync(aside, path);
  } catch {
    // A third process took the lock within these microseconds. Only after a crash, with three starts at once.
  }
  rmSync(aside, { force: true });
}

/**
 * Adds facts to a lock this process holds, for those who find it.
 * @param {string} path
 * @param {Record<string, unknown>} facts
 */
export function describeLock(path, facts) {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify({ ...identify(process.pid), ...facts }), { mode: 0o600 });
  renameSync(draft, path);
}

/**
 * Gives the lock up; does nothing when another process holds it.
 * @param {string} path
 */
export function releaseLock(path) {
  if (readLock(path)?.pid === process.pid) rmSync(path, { force: true });
}
