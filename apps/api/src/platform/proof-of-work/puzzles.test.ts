import { solvePuzzle } from '@pixelboxx/api-client/proof';
import type { ProofPurpose } from '@pixelboxx/shared';
import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveKeys } from '../crypto/key-ring.ts';
import { Puzzles, puzzleLifetimeMs } from './puzzles.ts';

const ring = [randomBytes(32), randomBytes(32)];
const puzzles = new Puzzles(ring);
const nowMs = Date.parse('2026-03-01T12:00:00.400Z');
const bits = 6;

const solved = (purpose: ProofPurpose = 'login', from = puzzles) => solvePuzzle(from.issue(purpose, bits, nowMs));

let proof: string;
beforeAll(async () => void (proof = await solved()));

describe('a proof of work', () => {
  it('is valid until its puzzle expires, and each has a unique id', async () => {
    const verified = puzzles.verify(proof, 'login', nowMs);
    expect(verified?.id).toMatch(/^[\w-]{22}$/);
    expect(verified?.expiresAtMs).toBeGreaterThan(nowMs + puzzleLifetimeMs - 1000);
    expect(puzzles.verify(proof, 'login', nowMs + puzzleLifetimeMs - 1000)).toEqual(verified);
    expect(puzzles.verify(await solved(), 'login', nowMs)?.id).not.toBe(verified?.id);
  });

  it('is valid with each key of the ring, and with no other', async () => {
    const former = await solved('login', new Puzzles(ring.slice(1)));
    expect(puzzles.verify(former, 'login', nowMs)).not.toBeNull();
    expect(new Puzzles([randomBytes(32)]).verify(proof, 'login', nowMs)).toBeNull();
  });

  it('is invalid once it has expired', () => {
    for (const afterMs of [puzzleLifetimeMs, puzzleLifetimeMs + 1, 86_400_000])
      expect(puzzles.verify(proof, 'login', nowMs + afterMs)).toBeNull();
  });

  it('is invalid for another purpose', async () => {
    expect(puzzles.verify(proof, 'register', nowMs)).toBeNull();
    expect(puzzles.verify(await solved('password-reset'), 'login', nowMs)).toBeNull();
  });

  it('is invalid with any character altered, removed or inserted', () => {
    const alphabet = 'ABCXYZabcxyz0189-_.=+/ '.split('');
    fc.assert(
      fc.property(
        fc.nat({ max: proof.length }),
        fc.constantFrom(...alphabet),
        fc.constantFrom('alter', 'remove', 'insert'),
        (at, character, change) => {
          const rest = proof.slice(change === 'insert' ? at : at + 1);
          const altered = proof.slice(0, at) + (change === 'remove' ? '' : character) + rest;
          fc.pre(altered !== proof);
          const verified = puzzles.verify(altered, 'login', nowMs);
          // Another number can also be a solution; the signed part stays the same, so the proof is still accepted only once.
          if (verified) expect(altered.slice(0, -43)).toBe(proof.slice(0, -43));
        },
      ),
      { seed: 20_261_128, numRuns: 3_000 },
    );
  });

  it('is invalid with less work than its puzzle requires, for any numbers', () => {
    const { challenge } = puzzles.issue('login', 32, nowMs);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (numbers) => {
        expect(puzzles.verify(`${challenge}.${Buffer.from(numbers).toString('base64url')}`, 'login', nowMs)).toBeNull();
      }),
      { seed: 20_261_128 },
    );
  });

  it('is invalid if the work is for an easier puzzle of the same challenge', async () => {
    const { challenge, parts } = puzzles.issue('login', 12, nowMs);
    const easy = await solvePuzzle({ challenge, parts, bits: 2 });
    // Possible by chance in one of 2^80 cases.
    expect(puzzles.verify(easy, 'login', nowMs)).toBeNull();
    const lowered = challenge.replace('v1.login.12.', 'v1.login.1.');
    expect(lowered).not.toBe(challenge);
    expect(puzzles.verify(await solvePuzzle({ challenge: lowered, parts, bits: 1 }), 'login', nowMs)).toBeNull();
  });

  it('is invalid with a key that was derived for another purpose', async () => {
    const signed = `v1.login.1.${Math.floor(nowMs / 1000) + 60}.${randomBytes(16).toString('base64url')}`;
    const forge = async (key: Buffer) => {
      const mac = createHmac('sha256', key).update(signed).digest('base64url');
      return solvePuzzle({ challenge: `${signed}.${mac}`, parts: 8, bits: 1 });
    };
    const [rightKey] = deriveKeys(ring, 'proofs of work');
    expect(puzzles.verify(await forge(rightKey), 'login', nowMs)).not.toBeNull();
    const [otherKey] = deriveKeys(ring, 'job data');
    for (const key of [otherKey, ring[0] ?? Buffer.alloc(0), Buffer.alloc(32)]) {
      expect(puzzles.verify(await forge(key), 'login', nowMs)).toBeNull();
    }
  });

  it('is refused quickly in any other form', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 400 }),
          fc.stringMatching(/^v1\.[a-z-]{0,9}\.\d{0,3}\.\d{0,13}\.[\w-]{20,24}\.[\w-]{42,44}\.[\w-]{42,44}$/),
          fc.constantFrom(
            '',
            '.',
            `${proof}.${proof}`,
            `${proof}, ${proof}`,
            proof.repeat(1000),
            ` ${proof}`,
            `${proof}\n`,
          ),
        ),
        (anything) => puzzles.verify(anything, 'login', nowMs) === null,
      ),
      { seed: 20_261_128, numRuns: 1_000 },
    );
  });
});
