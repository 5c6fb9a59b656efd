import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { PuzzleSolver } from '@pixelboxx/api-client';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

/** A check that takes long enough to be spoken of. */
export interface BrowserCheck {
  /** The user does not want to wait: the call that needs it fails, with words about that. */
  readonly cancel: () => void;
}

/** Most are over by then, and what comes and goes at once only startles. */
const shownAfterMs = 300;

const listeners = new Set<() => void>();
let current: BrowserCheck | null = null;

function show(check: BrowserCheck | null): void {
  current = check;
  for (const listener of listeners) listener();
}

/** The check under way that is to be shown. */
export const readCheck = (): BrowserCheck | null => current;

export function subscribeToCheck(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Solves the puzzle of `PROOF_REQUIRED`. What can do that is fetched when it is asked for, and else never. */
export const solveInBrowser: PuzzleSolver = async (puzzle, { signal }) => {
  const cancelled = new AbortController();
  const cancel = () => cancelled.abort(new UserFacingError(spokenTexts('common')('checkStopped')));
  const timer = setTimeout(() => show({ cancel }), shownAfterMs);
  signal?.addEventListener('abort', () => cancelled.abort(signal.reason), { once: true });
  try {
    const { solveInWorker } = await retryImport(() => import('./solve-in-worker.ts'));
    return await solveInWorker(puzzle, cancelled.signal);
  } finally {
    clearTimeout(timer);
    show(null);
  }
};
