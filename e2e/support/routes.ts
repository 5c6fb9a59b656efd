import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';

const app = join(import.meta.dirname, '../../apps/web/src/app');

/** A value for every parameter in the address of a page. */
const parameters: Record<string, string> = {
  username: 'demo',
  // No provider is configured: the page says so.
  provider: 'google',
  // Nobody has this id: the page says so.
  id: '0197a2d0-0000-7000-8000-000000000001',
};

export interface Route {
  readonly path: string;
  /** Who can use the page: others are redirected. */
  readonly audience: 'guests' | 'members' | 'staff';
}

/** All pages, read from their folders, so that a new page is included automatically. */
export const routes: readonly Route[] = globSync('**/page.tsx', { cwd: app })
  .toSorted()
  .map((page) => {
    const segments = dirname(page).split(/[\\/]/);
    const path = segments.filter((segment) => segment !== '.' && !/^\(.*\)$/.test(segment)).map(valueOf);
    const isForMembers = segments.includes('(member)') || segments.includes('onboarding');
    const audience = segments.includes('admin') ? 'staff' : isForMembers ? 'members' : 'guests';
    return { path: `/${path.join('/')}`, audience };
  });

function valueOf(segment: string): string {
  const name = /^\[(\w+)\]$/.exec(segment)?.[1];
  if (name === undefined) return segment;
  const value = parameters[name];
  if (value === undefined) throw new Error(`Give the parameter [${name}] of a page a value in e2e/support/routes.ts.`);
  return value;
}
