import { parseArgs } from 'node:util';
import { CliError, exitCodes } from './cli-error.ts';

export type Visibility = 'public' | 'private';

/** A parsed command line. */
export type Command =
  | { readonly name: 'help'; readonly of: CommandName | null }
  | { readonly name: 'version' }
  | { readonly name: 'login'; readonly url: string | undefined; readonly label: string | undefined }
  | { readonly name: 'logout'; readonly url: string | undefined; readonly local: boolean }
  | { readonly name: 'whoami'; readonly url: string | undefined }
  | UploadCommand;

export interface UploadCommand {
  readonly name: 'upload';
  readonly url: string | undefined;
  readonly paths: readonly string[];
  readonly album: string | undefined;
  readonly visibility: Visibility;
  readonly concurrency: number;
  readonly dryRun: boolean;
}

export type CommandName = 'login' | 'logout' | 'whoami' | 'upload';

const concurrencyMax = 8;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const common = { help: { ...flag, short: 'h' }, version: { ...flag, short: 'v' }, json: flag, url: text } as const;
const options = {
  login: { ...common, name: text },
  logout: { ...common, local: flag },
  whoami: common,
  upload: { ...common, album: text, visibility: text, concurrency: text, 'dry-run': flag },
} as const;

const isCommand = (name: string): name is CommandName => Object.hasOwn(options, name);

/** @throws CliError USAGE */
export function parseCommand(args: readonly string[]): Command {
  const [first = '--help', ...rest] = args;
  if (['--version', '-v'].includes(first)) return { name: 'version' };
  if (['--help', '-h', 'help'].includes(first)) {
    const of = rest.find(isCommand) ?? null;
    return { name: 'help', of };
  }
  if (!isCommand(first)) throw usage(`There is no command “${first}”.`);
  if (rest.some((argument) => argument === '--help' || argument === '-h')) return { name: 'help', of: first };
  return parsers[first](rest);
}

const parsers: Readonly<Record<CommandName, (args: string[]) => Command>> = {
  login: (args) => {
    const { values, positionals } = read(() => parseArgs({ args, options: options.login, allowPositionals: true }));
    none(positionals);
    return { name: 'login', url: values.url, label: values.name };
  },
  logout: (args) => {
    const { values, positionals } = read(() => parseArgs({ args, options: options.logout, allowPositionals: true }));
    none(positionals);
    return { name: 'logout', url: values.url, local: values.local ?? false };
  },
  whoami: (args) => {
    const { values, positionals } = read(() => parseArgs({ args, options: options.whoami, allowPositionals: true }));
    none(positionals);
    return { name: 'whoami', url: values.url };
  },
  upload: (args) => {
    const { values, positionals } = read(() => parseArgs({ args, options: options.upload, allowPositionals: true }));
    if (positionals.length === 0) throw usage('Name the files or folders to upload.');
    return {
      name: 'upload',
      url: values.url,
      paths: positionals,
      album: values.album,
      visibility: visibilityOf(values.visibility ?? 'private'),
      concurrency: concurrencyOf(values.concurrency ?? '3'),
      dryRun: values['dry-run'] ?? false,
    };
  },
};

function read<Parsed>(parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node appends a long hint about arguments that begin with “-”, which does not help anybody who mistypes an option.
    throw usage(message.replace(/\. To specify a positional argument.*$/s, '.'));
  }
}

function none(positionals: readonly string[]): void {
  if (positionals.length > 0) throw usage(`“${positionals.join(' ')}” is one argument too many.`);
}

function visibilityOf(value: string): Visibility {
  if (value === 'public' || value === 'private') return value;
  throw usage('--visibility is “public” or “private”.');
}

function concurrencyOf(value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= 1 && count <= concurrencyMax) return count;
  throw usage(`--concurrency is a number from 1 to ${concurrencyMax}.`);
}

function usage(message: string): CliError {
  return new CliError('USAGE', `${message} See pixelboxx --help.`, exitCodes.usage);
}
