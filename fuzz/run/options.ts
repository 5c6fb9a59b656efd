import { parseArgs } from 'node:util';

const tierNames = ['api', 'web', 'ai', 'sequences', 'raw'] as const;
export type TierName = (typeof tierNames)[number];

export interface FuzzOptions {
  readonly seed: number;
  readonly requests: number;
  readonly sockets: number;
  readonly only: readonly TierName[];
  /** Repeats a single case of each tier: the number that is reported with a fault. */
  readonly at: number | null;
}

const defaults = { requests: 20_000, sockets: 3_000 } as const;

export const usage = `Usage: npm run fuzz -- [options]
  --seed N              the same requests again; without it a new seed, which is printed
  --requests N          how many (${defaults.requests})
  --sockets N           how many raw connections (${defaults.sockets})
  --only TIER,TIER      some of the tiers: ${tierNames.join(', ')}
  --at N                one case alone, by the number a fault was reported with`;

/**
 * @param now milliseconds, the source of the seed if none is given
 * @throws RangeError for anything but a whole number or an existing tier
 */
export function readOptions(args: readonly string[], now: number): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      requests: { type: 'string' },
      sockets: { type: 'string' },
      only: { type: 'string' },
      at: { type: 'string' },
    },
  });
  return {
    seed: wholeNumber('seed', values.seed) ?? now % 2 ** 31,
    requests: wholeNumber('requests', values.requests) ?? defaults.requests,
    sockets: wholeNumber('sockets', values.sockets) ?? defaults.sockets,
    only: values.only?.split(',').map(tierOf) ?? tierNames,
    at: wholeNumber('at', values.at) ?? null,
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`--${name} takes a whole number, not ${text}.`);
  return Number(text);
}

function tierOf(text: string): TierName {
  const tier = tierNames.find((name) => name === text);
  if (!tier) throw new RangeError(`There is no tier \`${text}\`. There are: ${tierNames.join(', ')}.`);
  return tier;
}
