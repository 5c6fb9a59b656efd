import { solvePuzzle } from '@pixelboxx/api-client/proof';
import type { Puzzle } from '@pixelboxx/shared';
import type { WorkerReply } from './puzzle-worker.ts';

/** Solves a puzzle in a worker, or on the page if the browser starts no worker. An abort rejects with the signal's reason. */
export async function solveInWorker(puzzle: Puzzle, signal: AbortSignal): Promise<string> {
  const reply = await askWorker(puzzle, signal);
  signal.throwIfAborted();
  return reply && 'proof' in reply ? reply.proof : solvePuzzle(puzzle, { signal });
}

/** Null if there is no worker, or if it was stopped. */
function askWorker(puzzle: Puzzle, signal: AbortSignal): Promise<WorkerReply | null> {
  return new Promise((resolve) => {
    let worker: Worker;
    try {
      worker = new Worker(new URL('./puzzle-worker.ts', import.meta.url), { type: 'module' });
    } catch {
      resolve(null);
      return;
    }
    const end = (reply: WorkerReply | null): void => {
      worker.terminate();
      resolve(reply);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => end(data));
    worker.addEventListener('error', () => end(null));
    signal.addEventListener('abort', () => end(null), { once: true });
    worker.postMessage(puzzle);
  });
}
