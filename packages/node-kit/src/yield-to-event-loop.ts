import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

const ownThreads = '/proc/self/task';
/** As libuv names the threads of its pool. */
const workerName = 'libuv-worker';
/** Added to the niceness: a tenth of the event loop's share while both want a processor. Alone, a thread runs as fast as before. */
const yielding = 10;
const maxNiceness = 19;

/**
 * Lets the event loop go first where processors are scarce: lowers the priority of libuv's worker threads, which hash
 * passwords and process images, and of threads that they start later. Otherwise, each of them gets as much time as the
 * one thread that all requests need, and a storm of sign-ins delays everybody.
 *
 * Linux alone has priorities of threads (`setpriority(2)`, under "C library/kernel differences"). Elsewhere, and where
 * the system forbids it, nothing changes.
 * @returns how many threads yield now
 */
export function yieldToEventLoop(): number {
  if (process.platform !== 'linux') return 0;
  const niceness = Math.min(maxNiceness, getPriority(process.pid) + yielding);
  return readdirSync(ownThreads).filter((id) => isWorker(id) && setNiceness(id, niceness)).length;
}

function isWorker(threadId: string): boolean {
  try {
    return readFileSync(`${ownThreads}/${threadId}/comm`, 'utf8').trim() === workerName;
  } catch {
    return false; // It has ended meanwhile.
  }
}

function setNiceness(threadId: string, niceness: number): boolean {
  try {
    setPriority(Number(threadId), niceness);
    return true;
  } catch {
    return false;
  }
}
