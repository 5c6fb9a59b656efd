import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, isApiError, type PuzzleSolver } from '../src/index.ts';
import { solvePuzzle } from '../src/solve-puzzle.ts';
import {
  failure,
  startRespondingServer,
  success,
  type RespondingServer,
} from '@pixelboxx/config/testing/responding-server';

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** As the schema `Puzzle` of the contract says it, by other means than the solver's. */
function isSolution(challenge: string, proof: string, parts: number, bits: number): boolean {
  const numbers = Buffer.from(proof.slice(challenge.length + 1), 'base64url');
  const seed = sha256(challenge);
  return (
    numbers.length === parts * 4 &&
    Array.from({ length: parts }, (_, part) => {
      const input = Buffer.concat([seed, Buffer.from([part]), numbers.subarray(part * 4, part * 4 + 4)]);
      return sha256(input).readUInt32BE(0) >>> (32 - bits);
    }).every((beginning) => beginning === 0)
  );
}

describe('a puzzle', () => {
  it('is solved as the contract describes, whatever its challenge, parts and bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[\w.-]{1,150}$/),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        async (challenge, parts, bits) => {
          const proof = await solvePuzzle({ challenge, parts, bits });
          expect(proof.startsWith(`${challenge}.`)).toBe(true);
          expect(isSolution(challenge, proof, parts, bits)).toBe(true);
        },
      ),
      { seed: 20_261_128, numRuns: 60 },
    );
  });

  it('that would take hours is refused', async () => {
    for (const puzzle of [
      { challenge: 'x', parts: 8, bits: 21 },
      { challenge: 'x', parts: 17, bits: 1 },
      { challenge: 'x', parts: Number.NaN, bits: 1 },
    ]) {
      await expect(solvePuzzle(puzzle)).rejects.toThrow('too much work');
    }
  });

  it('is aborted together with the call', async () => {
    const controller = new AbortController();
    const solving = solvePuzzle({ challenge: 'x', parts: 16, bits: 20 }, { signal: controller.signal });
    controller.abort(new Error('I changed my mind'));
    await expect(solving).rejects.toThrow('I changed my mind');
  });
});

describe('a client that solves puzzles', () => {
  let server: RespondingServer;
  beforeAll(async () => void (server = await startRespondingServer()));
  afterAll(() => server.close());

  const puzzle = (challenge: string) => ({ puzzle: { challenge, parts: 1, bits: 1 } });
  const refusal = (challenge: string) => failure(403, 'PROOF_REQUIRED', puzzle(challenge));
  const user = { id: '0190b1f0-0000-7000-8000-000000000000', username: 'ada' };
  const credentials = { body: { identifier: 'ada', password: 'pixel-garden-42' } };

  const solve: PuzzleSolver = ({ challenge }) => Promise.resolve(`solved:${challenge}`);

  it('repeats the call with the proof, otherwise unchanged', async () => {
    server.respondWith(refusal('one'), success(user));
    const client = createApiClient({ baseUrl: server.url, solve });
    expect(await client('auth.login', { ...credentials, headers: { 'x-request-id': 'mine' } })).toEqual(user);
    const [first, second] = server.received;
    expect(first?.headers['pixelboxx-proof']).toBeUndefined();
    expect(second?.headers).toMatchObject({ 'pixelboxx-proof': 'solved:one', 'x-request-id': 'mine' });
    expect(second?.body).toEqual(first?.body);
  });

  it('solves a second puzzle, such as after the device was asleep, and then gives up', async () => {
    server.respondWith(refusal('one'), refusal('two'), refusal('three'));
    const failing = createApiClient({ baseUrl: server.url, solve })('auth.login', credentials);
    await expect(failing).rejects.toSatisfy((error) => isApiError(error) && error.code === 'PROOF_REQUIRED');
    expect(server.received.map(({ headers }) => headers['pixelboxx-proof'])).toEqual([
      undefined,
      'solved:one',
      'solved:two',
    ]);
  });

  it('throws the original failure without a solver, and the solver’s error with one', async () => {
    server.respondWith(refusal('one'), refusal('two'));
    const refused = createApiClient({ baseUrl: server.url })('auth.login', credentials);
    await expect(refused).rejects.toSatisfy((error) => isApiError(error) && error.details.puzzle?.challenge === 'one');
    const stopping = createApiClient({ baseUrl: server.url, solve: () => Promise.reject(new Error('No, thanks')) });
    await expect(stopping('auth.login', credentials)).rejects.toThrow('No, thanks');
  });
});
