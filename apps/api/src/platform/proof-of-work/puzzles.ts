import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ProofPurpose, Puzzle } from '@pixelboxx/shared';
import { deriveKeys, type KeyRing } from '../crypto/key-ring.ts';

/** The time for several easy parts varies less than that for one hard part, so bad luck makes nobody wait ten times as long. */
const parts = 8;

/** A slow phone solves the hardest puzzle well within this time, and a stolen or hoarded proof soon becomes worthless. */
export const puzzleLifetimeMs = 120_000;

/** No genuine header is longer, and a longer one is not processed. */
const maxProofLength = 256;

/** `v1.<purpose>.<bits>.<expires, seconds>.<128 random bits>.<HMAC-SHA-256>`, then the solution. */
const proofForm =
  /^(?<signed>v1\.(?<purpose>[a-z-]{1,32})\.(?<bits>\d{1,2})\.(?<expires>\d{1,12})\.(?<id>[\w-]{22}))\.(?<mac>[\w-]{43})\.(?<solution>[\w-]{43})$/;

/** A valid proof. `id` identifies it, so that it is accepted once; after `expiresAtMs` it is not valid any more. */
export interface Proof {
  readonly id: string;
  readonly expiresAtMs: number;
}

/**
 * Creates puzzles without storing them, and verifies that a proof solves one of them: with a few hashes, which take microseconds
 * compared with the seconds of solving it.
 */
export class Puzzles {
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(ring: KeyRing) {
    this.keys = deriveKeys(ring, 'proofs of work');
  }

  /** @param bits zero bits of each part: the work is about 8 · 2^bits hashes */
  issue(purpose: ProofPurpose, bits: number, nowMs: number): Puzzle {
    const expires = Math.floor((nowMs + puzzleLifetimeMs) / 1000);
    const signed = `v1.${purpose}.${bits}.${expires}.${randomBytes(16).toString('base64url')}`;
    return { challenge: `${signed}.${macOf(this.keys[0], signed).toString('base64url')}`, parts, bits };
  }

  /** Null if it is malformed, altered, expired, issued for another purpose or by another service, or not solved. */
  verify(proof: string, purpose: ProofPurpose, nowMs: number): Proof | null {
    const form = proof.length <= maxProofLength ? proofForm.exec(proof)?.groups : undefined;
    if (!form) return null;
    const { signed = '', mac = '', solution = '', id = '' } = form;
    const given = Buffer.from(mac, 'base64url');
    // The last of 43 digits has unused bits: this allows only one spelling of a proof.
    if (given.toString('base64url') !== mac) return null;
    if (!this.keys.some((key) => timingSafeEqual(macOf(key, signed), given))) return null;
    // From here on the proof is known to be ours, except for the solution.
    const expiresAtMs = Number(form['expires']) * 1000;
    if (form['purpose'] !== purpose || expiresAtMs <= nowMs) return null;
    return isSolved(`${signed}.${mac}`, solution, Number(form['bits'])) ? { id, expiresAtMs } : null;
  }
}

function macOf(key: Buffer, signed: string): Buffer {
  return createHmac('sha256', key).update(signed).digest();
}

/** As the schema `Puzzle` describes: the hash of each part begins with that many zero bits. */
function isSolved(challenge: string, solution: string, bits: number): boolean {
  const numbers = Buffer.from(solution, 'base64url');
  if (numbers.length !== parts * 4 || numbers.toString('base64url') !== solution) return false;
  const input = Buffer.alloc(37);
  input.set(hash('sha256', challenge, 'buffer'));
  for (let part = 0; part < parts; part += 1) {
    input[32] = part;
    input.set(numbers.subarray(part * 4, part * 4 + 4), 33);
    const digest = hash('sha256', input, 'buffer');
    if (Math.clz32(digest.readUInt32BE(0)) < bits) return false;
  }
  return true;
}
