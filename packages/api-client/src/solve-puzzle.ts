import { sha256 } from '@noble/hashes/sha2.js';
import type { Puzzle } from '@pixelboxx/shared';

/** This service issues no harder or longer puzzles; nobody may make a device compute for hours. */
const maxBits = 20;
const maxParts = 16;
const sliceMs = 30;
/** How many hashes to compute between two checks of the time. */
const batchSize = 512;

/** The puzzle is too hard to be legitimate. */
export class UnfairPuzzle extends Error {
  override readonly name = 'UnfairPuzzle';
}

/**
 * Solves the puzzle of `PROOF_REQUIRED` and resolves to the value of the header `Pixelboxx-Proof`. It computes on this
 * thread, and yields to other work every 30 ms. It does not use WebCrypto, which is not available on plain http and
 * whose calls cost more than the hashes.
 * @throws UnfairPuzzle before doing any work; an abort rejects with the signal's reason
 */
export async function solvePuzzle(
  { challenge, parts, bits }: Puzzle,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<string> {
  if (!(bits <= maxBits && parts <= maxParts)) throw new UnfairPuzzle('This asks for too much work.');
  const input = new Uint8Array(37);
  input.set(sha256(new TextEncoder().encode(challenge)));
  const numbers = new Uint8Array(parts * 4);
  let pausedAt = performance.now();
  for (let part = 0; part < parts; part += 1) {
    input[32] = part;
    for (let number = 0; !isSolvedBy(input, number, bits); number += 1) {
      if (number % batchSize > 0 || performance.now() - pausedAt < sliceMs) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      pausedAt = performance.now();
    }
    numbers.set(input.subarray(33), part * 4);
  }
  return `${challenge}.${base64url(numbers)}`;
}

/** Writes the number into the input, most significant byte first, and checks the hash. */
function isSolvedBy(input: Uint8Array, number: number, bits: number): boolean {
  const view = new DataView(input.buffer);
  view.setUint32(33, number);
  const digest = sha256(input);
  return Math.clz32(new DataView(digest.buffer, digest.byteOffset).getUint32(0)) >= bits;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
