import { sha256 } from '@noble/hashes/sha2.js';
import type { Puzzle } from '@pixelboxx/shared';

/** Harder or longer ones are not of this service: nobody's device may be set to work for hours. */
const maxBits = 20;
const maxParts = 16;
const sliceMs = 30;
/** Between two looks at the time. */
const batchSize = 512;

/** A puzzle that nobody should be asked to solve. */
export class UnfairPuzzle extends Error {
  override readonly name = 'UnfairPuzzle';
}

/**
 * Solves what comes with `PROOF_REQUIRED` and resolves to the value of the header `Pixelboxx-Proof`. It computes on this
 * thread, and lets others have it every 30 ms. Not by WebCrypto, which plain http has not, and whose calls cost more than
 * the hashes.
 * @throws UnfairPuzzle, having done nothing; an abort rejects with the signal's reason
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

/** Puts the number into the input, the most significant byte first, and looks at the hash. */
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
