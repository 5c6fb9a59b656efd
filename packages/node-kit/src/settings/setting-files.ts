import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings with files read, and what is wrong with those that name a file. */
export interface CompleteSettings {
  readonly env: Record<string, string | undefined>;
  /** Each names a variable, never the content of a file. */
  readonly faults: readonly string[];
}

/**
 * `NAME_FILE` can name a file with the value of `NAME`, as orchestrators mount secrets (Docker, Kubernetes). The file
 * is read once, without the line break at its end. In the result, `NAME` replaces each `NAME_FILE` that could be read.
 * @param names of the settings that can be in files
 */
export function readSettingFiles(given: Environment, names: Iterable<string>): CompleteSettings {
  const env: Record<string, string | undefined> = { ...given };
  const faults: string[] = [];
  for (const name of names) {
    const path = given[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    const { value, fault } = readOne(path);
    if (given[name] !== undefined && given[name] !== '') faults.push(`${name} and ${name}_FILE are both set: keep one`);
    else if (fault !== undefined) faults.push(`${name}_FILE ${fault}`);
    else {
      env[name] = value;
      Reflect.deleteProperty(env, `${name}_FILE`);
    }
  }
  return { env, faults };
}

function readOne(path: string): { value?: string; fault?: string } {
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { fault: 'names an empty file' } : { value };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { fault: `names a file that cannot be read (${code})` };
  }
}
