/**
 * `node scripts/openapi-breaks.ts [--base <commit>]`: reports what in `docs/openapi.json` breaks clients of the last
 * release, was not announced in time, and is not accepted in `scripts/openapi/accepted.json`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './arguments.ts';
import { readAccepted, weighBreaks } from './openapi/accepted.ts';
import { findBreaks } from './openapi/breaks.ts';
import { root } from './root.ts';

const path = 'docs/openapi.json';
const values = readOptions('Usage: node scripts/openapi-breaks.ts [--base COMMIT]', { base: { type: 'string' } });

function git(...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/**
 * The newest release before HEAD: clients rely on releases, not on what main had in between.
 * @throws Error in a clone without history, where every release would look like the first
 */
function lastRelease(): string | undefined {
  if (git('rev-parse', '--is-shallow-repository') === 'true')
    throw new Error('The last release is missing in this clone: fetch the whole history (git fetch --unshallow).');
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^');
  } catch {
    return undefined;
  }
}

const base = values.base ?? lastRelease();
if (base === undefined)
  console.log('Nothing was released yet: there are no clients to break. Name a commit by --base.');
else {
  const before: unknown = JSON.parse(git('show', `${base}:${path}`));
  const after: unknown = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const { refused, accepted, idle } = weighBreaks(findBreaks(before, after), readAccepted());
  for (const line of accepted) console.log(`Accepted: ${line}`);
  for (const line of refused) console.log(`Breaks clients of ${base}: ${line}`);
  for (const line of idle) console.log(`Accepted and not there: ${line}`);
  if (refused.length + idle.length > 0) process.exitCode = 1;
  else console.log(`Clients of ${base} go on.`);
}
