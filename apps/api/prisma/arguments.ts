/** The arguments of `npm run db -- …`. The command that starts this process reads them first, so a mistyped one costs nothing. */
import { parseArgs } from 'node:util';
import { DatabaseProblem } from './migrate/problem.ts';

export const usage = `Usage: npm run db -- <command>
  new <name>                 write the migration that the schema asks for
  apply [--retry <name>]     apply pending migrations; --retry: run an unfinished one again
  reset [--force]            delete everything, apply all migrations, seed (development only)
  check                      migrations equal the schema; with DATABASE_URL, that database equals the migrations
  check-safety               whether migrations since the last release may run while that release is in use
                             (--base <commit>, --rows <n>, --on <url of an empty database>, --labels <of the pull request>)
  seed                       add the demo people
  url                        where the database in use answers, for psql
  keys                       count what is encrypted under former keys of DATA_ENCRYPTION_KEY
  reencrypt                  encrypt that under the first key; can be interrupted and run again
  backup <folder>            database and objects into a folder, while the product runs; with a / at its end, into
                             a new one in it, named by the moment
  verify <folder>            read all of a backup
  restore <folder>           a backup into an empty installation of the same release
  staff <list|promote|reset-factors> [username]
                             who looks after the platform; for when no administrator is left who could
  audit <export|verify> <file>
                             the audit trail into a file (--from, --to, --format ndjson|csv), or whether one is unchanged
  --wait <seconds>           how long to wait for the database (60)`;

const options = {
  retry: { type: 'string' },
  force: { type: 'boolean' },
  wait: { type: 'string', default: '60' },
  base: { type: 'string' },
  rows: { type: 'string' },
  on: { type: 'string' },
  labels: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
} as const;

type Option = keyof typeof options;

/** Per command: how many words can follow it (two commands have their own usage), and its options besides `--wait`. */
const takes = {
  new: { words: [1, 1], options: [] },
  apply: { words: [0, 0], options: ['retry'] },
  reset: { words: [0, 0], options: ['force'] },
  check: { words: [0, 0], options: [] },
  'check-safety': { words: [0, 0], options: ['base', 'rows', 'on', 'labels'] },
  seed: { words: [0, 0], options: [] },
  url: { words: [0, 0], options: [] },
  keys: { words: [0, 0], options: [] },
  reencrypt: { words: [0, 0], options: [] },
  backup: { words: [1, 1], options: [] },
  verify: { words: [1, 1], options: [] },
  restore: { words: [1, 1], options: [] },
  staff: { words: [0, 2], options: [] },
  audit: { words: [0, 2], options: ['from', 'to', 'format'] },
} as const satisfies Record<string, { words: readonly [min: number, max: number]; options: readonly Option[] }>;

export type DatabaseCommand = keyof typeof takes;

const isCommand = (name: string): name is DatabaseCommand => Object.hasOwn(takes, name);

export type DatabaseOptions = ReturnType<typeof parse>['values'];

export interface DatabaseArguments {
  readonly command: DatabaseCommand;
  /** The words after the command, without options. */
  readonly words: readonly string[];
  readonly options: DatabaseOptions;
}

/** Arguments that no command accepts. */
export class ArgumentsProblem extends DatabaseProblem {}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], allowPositionals: true, options });

/** @throws ArgumentsProblem */
export function readArguments(args: readonly string[]): DatabaseArguments {
  const { positionals, values } = parsed(args);
  const [command = '', ...words] = positionals;
  if (!isCommand(command)) {
    throw new ArgumentsProblem(command === '' ? 'Name a command.' : `There is no command \`${command}\`.`);
  }
  const [min, max] = takes[command].words;
  if (words.length < min) throw new ArgumentsProblem(`Something is missing after \`${command}\`.`);
  if (words.length > max) throw new ArgumentsProblem(`\`${command}\` does not take \`${words[max]}\`.`);
  const known: readonly string[] = ['wait', ...takes[command].options];
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ArgumentsProblem(`\`${command}\` has no --${unknown}.`);
  if (!/^\d{1,4}$/.test(values.wait)) {
    throw new ArgumentsProblem(`--wait takes a number of seconds, not \`${values.wait}\`.`);
  }
  return { command, words, options: values };
}

function parsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    throw error instanceof TypeError ? new ArgumentsProblem(error.message) : error;
  }
}
