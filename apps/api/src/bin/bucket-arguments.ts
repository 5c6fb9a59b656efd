/** The arguments of `npm run storage -- …`. */
import { parseArgs } from 'node:util';

export const usage = `Usage: npm run storage -- <command>
  check                   is the bucket as it should be, can strangers read only what they may, does it belong to the database?
  adopt                   from now on it belongs to the database at DATABASE_URL: the sweep removes what that does not know
  apply [--public-read]   set its CORS and lifecycle rules; --public-read: and let anyone read public/`;

const commands = ['check', 'adopt', 'apply'] as const;

interface BucketArguments {
  readonly command: (typeof commands)[number];
  readonly publicRead: boolean;
}

/** @throws Error for invalid arguments */
export function readBucketArguments(args: readonly string[]): BucketArguments {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'public-read': { type: 'boolean', default: false } },
  });
  const [given, ...rest] = positionals;
  const command = commands.find((name) => name === given);
  if (!command) throw new Error(given === undefined ? 'Name a command.' : `There is no command \`${given}\`.`);
  if (rest.length > 0) throw new Error(`\`${command}\` does not take \`${rest.join(' ')}\`.`);
  if (values['public-read'] && command !== 'apply') throw new Error(`\`${command}\` has no --public-read.`);
  return { command, publicRead: values['public-read'] };
}
