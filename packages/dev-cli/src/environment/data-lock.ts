import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  acquireLock,
  describeLock,
  identify,
  isAlive,
  isIdentity,
  readLock,
  releaseLock,
} from '../../../../tools/bootstrap/process-lock.mjs';
import { CliError } from '../cli-error.ts';

const orphanGraceSeconds = 15;

export interface Running {
  pid: number;
  /** The URL for a browser, once it is ready. */
  address?: string;
}

const lockPath = (dataDir: string) => join(dataDir, 'running.json');

function describeHolder(holder: { pid: number } & Record<string, unknown>): Running {
  const { pid, address } = holder;
  return { pid, ...(typeof address === 'string' && { address }) };
}

/** The process that currently uses `dataDir`, if any. */
export function findRunning(dataDir: string): Running | undefined {
  const holder = readLock(lockPath(dataDir));
  return holder && isAlive(holder) ? describeHolder(holder) : undefined;
}

/**
 * Only one process at a time may use a data directory: two database servers on one folder destroy it. The lock of a
 * crashed process is taken over once its children, which notice the crash themselves, have ended.
 */
export class DataLock {
  readonly #dataDir: string;
  readonly #children: ReturnType<typeof identify>[] = [];
  #facts: Omit<Running, 'pid'> = {};

  private constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** @throws Fault that names the process that holds the directory */
  static async acquire(dataDir: string): Promise<DataLock> {
    const result = acquireLock(lockPath(dataDir));
    if (!result.acquired) {
      const { pid, address } = describeHolder(result.holder);
      const where = address ? ` at ${address}` : '';
      throw new CliError(
        `Pixelboxx already runs on ${dataDir}${where} (process ${pid}). Stop it, or choose another folder by DATA_DIR.`,
      );
    }
    await endOrphans(result.stale?.['children']);
    return new DataLock(dataDir);
  }

  /** Records a child process, so that recovery after a crash can wait for it. */
  addChild(pid: number): void {
    this.#children.push(identify(pid));
    this.#write();
  }

  describe(facts: Omit<Running, 'pid'>): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#write();
  }

  release(): void {
    releaseLock(lockPath(this.#dataDir));
  }

  #write(): void {
    describeLock(lockPath(this.#dataDir), { ...this.#facts, children: this.#children });
  }
}

async function endOrphans(children: unknown): Promise<void> {
  if (!Array.isArray(children)) return;
  const orphans = children.filter(isIdentity);
  const deadline = Date.now() + orphanGraceSeconds * 1000;
  while (orphans.some(isAlive) && Date.now() < deadline) await sleep(50);
  for (const orphan of orphans.filter(isAlive)) process.kill(orphan.pid, 'SIGKILL');
}
