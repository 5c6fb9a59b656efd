import { randomBytes, randomInt } from 'node:crypto';
import { median } from './measure.ts';
import { register, type Stage } from '../stage.ts';

export interface Timing {
  readonly samples: number;
  readonly knownMedianMs: number;
  readonly unknownMedianMs: number;
  /** Two-sided p of a Mann-Whitney U test: small means that the timing distinguishes the two. */
  readonly p: number;
}

/**
 * Whether response times reveal that an account exists: wrong passwords for existing and missing accounts, in random
 * order, one at a time, each from another address so that no lockout responds instead.
 */
export async function compareTiming(stage: Stage, samples: number): Promise<Timing> {
  const { server, url } = await stage.startApi();
  try {
    const known = await register(url, samples);
    const attempts = [
      ...known.map(({ username }) => ({ username, isKnown: true })),
      ...known.map(() => ({ username: `bench_${randomBytes(6).toString('hex')}`, isKnown: false })),
    ];
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let index = 0; index < 20; index += 1) await attempt(url, `warm_${index}`);
    while (attempts.length > 0) {
      const [{ username, isKnown } = { username: '', isKnown: false }] = attempts.splice(randomInt(attempts.length), 1);
      times[isKnown ? 'known' : 'unknown'].push(await attempt(url, username));
    }
    return {
      samples,
      knownMedianMs: median(times.known),
      unknownMedianMs: median(times.unknown),
      p: mannWhitney(times.known, times.unknown),
    };
  } finally {
    await server.stop();
  }
}

async function attempt(url: string, identifier: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
    },
    body: JSON.stringify({ identifier, password: 'not the password' }),
  });
  await response.arrayBuffer();
  if (response.status !== 401) throw new Error(`Signing in with a wrong password answered ${response.status}`);
  return performance.now() - startedAt;
}

/** Normal approximation, which is good from about twenty samples on; ties practically do not occur here. */
function mannWhitney(left: readonly number[], right: readonly number[]): number {
  const wins = left.reduce((sum, value) => sum + right.filter((other) => value > other).length, 0);
  const mean = (left.length * right.length) / 2;
  const deviation = Math.sqrt((left.length * right.length * (left.length + right.length + 1)) / 12);
  return 2 * (1 - normalCumulative(Math.abs(wins - mean) / deviation));
}

/** Abramowitz and Stegun 26.2.17; error below 1e-7. */
function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
