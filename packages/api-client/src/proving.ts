import type { Puzzle } from '@pixelboxx/shared';
import { isApiError } from './api-error.ts';

/**
 * Computes the value of the header `Pixelboxx-Proof` from a puzzle: `solvePuzzle` of `@pixelboxx/api-client/proof`, or
 * a function that runs it elsewhere, such as in a worker.
 */
export type PuzzleSolver = (puzzle: Puzzle, options: { signal?: AbortSignal | undefined }) => Promise<string>;

/** More than one, because a proof can expire while a device sleeps. */
const maxProofs = 2;

/** Does the work. If it requires a proof of work (`PROOF_REQUIRED`, sent before any effect), does it again with one. */
export async function proving<Result>(
  solve: PuzzleSolver | undefined,
  signal: AbortSignal | undefined,
  work: (headers: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  let headers: Record<string, string> = {};
  for (let proofs = 0; ; proofs += 1) {
    try {
      return await work(headers);
    } catch (error) {
      const puzzle = isApiError(error) && error.code === 'PROOF_REQUIRED' ? error.details.puzzle : undefined;
      if (!solve || !puzzle || proofs >= maxProofs) throw error;
      headers = { 'pixelboxx-proof': await solve(puzzle, { signal }) };
    }
  }
}
