import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesOfWalk } from '@pixelboxx/config/testing';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

/** What was wanted of each. */
const limits = { me: 8, login: 18, image: 16, 'login form': 12 } as const;
type WalkName = keyof typeof limits;

/** Paths of the files that a file imports or passes on, those behind a face instead of the face. */
function usedBy(path: string): string[] {
  const source = readFileSync(join(root, path), 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
  return specifiers
    .map((specifier) => pathOf(specifier, path))
    .filter((used) => used !== null)
    .flatMap((used) => (used.endsWith('/index.ts') ? [used, ...usedBy(used)] : [used]));
}

function pathOf(specifier: string, from: string): string | null {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier));
  if (specifier.startsWith('@/')) return `apps/web/src/${specifier.slice(2)}`;
  return specifier === '@pixelboxx/api-client' ? 'packages/api-client/src/index.ts' : null;
}

describe.each(Object.keys(limits) as WalkName[])('the walk %s in docs/walks.md', (name) => {
  const files = filesOfWalk(name);

  it('names existing files, each used by a previous one', () => {
    const missing = files.filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
    // A guard, or what limits how many requests are let in, stands before handlers that do not import it.
    const unreached = files.filter(
      (path, at) =>
        at > 0 &&
        !/(\.guard|login-concurrency-limiter)\.ts$/.test(path) &&
        !files.slice(0, at).some((earlier) => usedBy(earlier).includes(path)),
    );
    expect(unreached).toEqual([]);
  });

  it('is within the length limit, and as long as it states', () => {
    expect(files.length).toBeGreaterThan(3);
    expect(files.length).toBeLessThanOrEqual(limits[name]);
    const document = readFileSync(join(root, 'docs/walks.md'), 'utf8');
    expect(document).toMatch(new RegExp(`^\\| ${name} +\\| ${files.length} +\\|`, 'm'));
  });
});
