import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

export const asksForHelp = (): boolean => process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h');

/** Whether `parseArgs` threw it, for an unknown option or a missing value. */
export function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

const parse = <Options extends ParseArgsOptionsConfig>(options: Options) => parseArgs({ options });

/** Reads the options of a program that takes nothing else. Prints its usage and exits: with 0 if requested, else with 2. */
export function readOptions<Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
): ReturnType<typeof parse<Options>>['values'] {
  if (asksForHelp()) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parse(options).values;
  } catch (error) {
    if (!isArgumentError(error)) throw error;
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}
