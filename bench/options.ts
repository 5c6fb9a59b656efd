import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Parts of names; null means all but `growth`, which must be named. */
  readonly only: readonly string[] | null;
  readonly users: number;
  readonly uploads: number;
  readonly guard: boolean;
  readonly report: boolean;
}

export const usage = `Usage: npm run bench -- [options]
  --only PART,PART   of work, such as me or login, or flood, startup, timing, memory, streams, costs, idle, first-load;
                     only these figures are renewed in the report. growth is measured only when it is named; scale
                     measures nothing, and writes the reports again from the last figures
  --rounds N         of which the median is taken (3)
  --seconds N        of each measurement (10)
  --users N          how large growth gets (100000)
  --uploads N        after how many memory is read (60)
  --no-report        print only
  --guard            compare with the report in some three minutes; fails when a ratio has fallen`;

/** @throws RangeError if a number is not whole, or a part is empty */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      only: { type: 'string' },
      uploads: { type: 'string', default: '60' },
      'no-report': { type: 'boolean', default: false },
      guard: { type: 'boolean', default: false },
      users: { type: 'string', default: '100000' },
    },
  });
  const only = values.only?.split(',') ?? null;
  if (only?.includes('')) throw new RangeError('--only takes parts with commas between them, such as me,login.');
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    only,
    users: wholeNumber('--users', values.users),
    uploads: wholeNumber('--uploads', values.uploads),
    guard: values.guard,
    report: !values['no-report'],
  };
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new RangeError(`${option} takes a whole number of at least 1, not ${text}.`);
}
