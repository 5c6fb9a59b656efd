import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

const LOCK_FILE = 'postgres.lock';

interface LockRecord {
  pid: number;
  port: number;
  url: string;
}

export class DataDirectoryInUse extends Error {
  constructor(dataDir: string, { pid, port }: LockRecord) {
    super(
      `Data directory ${dataDir} is in use by process ${pid} (port ${port}). Stop it first, or use another directory.`,
    );
  }
}

function read(path: string): LockRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, port, url } = value as Partial<LockRecord>;
    return pid !== undefined && port !== undefined && url !== undefined ? { pid, port, url } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    const settle = (response: boolean): void => {
      socket.destroy();
      resolve(response);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(true));
  });
}

/**
 * A process id alone proves nothing: after a restart of a machine or container another process has it. The owner
 * listens on its port from before it takes the lock until it ends, so both checks must succeed.
 */
async function isHeld(record: LockRecord, ownPort: number): Promise<boolean> {
  if (record.pid === process.pid || record.port === ownPort || !isAlive(record.pid)) return false;
  return accepts(record.port);
}

/**
 * Locks a data directory for this process; two databases on the same files would destroy them. Takes over the lock of a
 * killed process. Throws DataDirectoryInUse. Returns a function that releases the directory.
 */
export async function lockDataDirectory(dataDir: string, port: number, url: string): Promise<() => void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, LOCK_FILE);
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, port, url } satisfies LockRecord), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // Unlike a write, a link shows the file to others complete or not at all.
        linkSync(own, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = read(path);
      if (holder && (await isHeld(holder, port))) throw new DataDirectoryInUse(dataDir, holder);
      removeStale(path, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Another process may have replaced the stale lock since it was read; then its lock is put back. */
function removeStale(path: string, expected: LockRecord | undefined): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside)?.url !== expected?.url) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** The address of the embedded Postgres that runs on this data directory, if one does. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const record = read(join(dataDir, LOCK_FILE));
  return record && (await isHeld(record, 0)) ? record.url : undefined;
}
