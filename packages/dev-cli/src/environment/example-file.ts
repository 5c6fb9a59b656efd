import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { root } from './root.ts';

const assignment = /^#? ?([A-Z][A-Z0-9_]+)=(.*)$/gm;

/**
 * The variables in `.env.example`, including those behind a `#`, with their values.
 * @throws Error if one is listed twice
 */
export function readExample(path = join(root, '.env.example')): Map<string, string> {
  const variables = new Map<string, string>();
  const text = readFileSync(path, 'utf8');
  for (const [, name = '', value = ''] of text.matchAll(assignment)) {
    if (variables.has(name)) throw new Error(`${name} stands in .env.example twice.`);
    variables.set(name, parseEnv(`${name}=${value}`)[name] ?? '');
  }
  return variables;
}
