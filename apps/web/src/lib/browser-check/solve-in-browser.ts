import type { PuzzleSolver } from '@pixelboxx/api-client';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { showCheck } from './browser-check.ts';

/** Most checks are over by then, and a dialog that flashes up only startles. */
const shownAfterMs = 300;

/** Solves the puzzle of `PROOF_REQUIRED`. The solver is loaded only when it is needed. */
export const solveInBrowser: PuzzleSolver = async (puzzle, { signal }) => {
  const cancelled = new AbortController();
  const cancel = () => cancelled.abort(new UserFacingError(spokenTexts('common')('checkStopped')));
  const timer = setTimeout(() => showCheck({ cancel }), shownAfterMs);
  signal?.addEventListener('abort', () => cancelled.abort(signal.reason), { once: true });
  try {
    const { solveInWorker } = await retryImport(() => import('./solve-in-worker.ts'));
    return await solveInWorker(puzzle, cancelled.signal);
  } finally {
    clearTimeout(timer);
    showCheck(null);
  }
};
