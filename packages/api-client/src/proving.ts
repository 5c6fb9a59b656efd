import type { Puzzle } from '@pixelboxx/shared';
import { isApiError } from './api-error.ts';

/**
 * Makes the value of the header `Pixelboxx-Proof` out of a puzzle: `solvePuzzle` of `@pixelboxx/api-client/proof`, or what
 * has it done elsewhere, such as in a worker.
 */
export type PuzzleSolver = (puzzle: Puzzle, options: { signal?: AbortSignal | undefined }) => Promise<string>;

/** A proof may have expired while a device slept. */
const maxProofs = 2;

/** Does the work; where a proof of work is wanted (`PROOF_REQUIRED`), which comes before any effect, once more with one. */
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
