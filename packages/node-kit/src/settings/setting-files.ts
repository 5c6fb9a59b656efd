import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings as they are, and what is wrong with those that name a file. */
export interface CompleteSettings {
  readonly env: Record<string, string | undefined>;
  /** Each names a variable, never what a file holds. */
  readonly faults: readonly string[];
}

/**
 * `NAME_FILE` may say where the value of `NAME` is, as orchestrators mount secrets (Docker, Kubernetes): it is read once, without the
 * line break at its end. In what comes back `NAME` stands in the place of each `NAME_FILE` that could be read.
 * @param names of the settings that may be in files
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
