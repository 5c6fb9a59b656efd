import { globSync } from 'node:fs';
import { join } from 'node:path';
import { servedPathsOf, userEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { ReservedNames } from '../../src/users/index.ts';
import { contractEndpoints } from '../support/routes.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
const names = () => app.app.get(ReservedNames, { strict: false });

const pages = globSync('**/{page.tsx,route.ts}', { cwd: join(import.meta.dirname, '../../../web/src/app') });
/** What a browser's address begins with: `albums` of `(site)/(member)/albums/[id]/page.tsx`. */
const segmentsOfPages = pages.flatMap(
  (page) =>
    page
      .split(/[\\/]/)
      .slice(0, -1)
      .find((segment) => !segment.startsWith('(')) ?? [],
);
const segmentsOfApi = [...contractEndpoints().values()]
  .flatMap((spec) => servedPathsOf(spec))
  .map(({ path }) => path.split('/')[2]);

/** A page whose name the api does not serve is reserved by its feature's module: `ReservedNames.reserve`. */
it.each([...new Set(segmentsOfPages)])('the name of the page /%s cannot be a username', (segment) => {
  expect(segment).toMatch(/^[a-z.][a-z-]*$/);
  expect(names().has(segment.replace('.', ''))).toBe(true);
});

it.each([...new Set(segmentsOfApi)])('the name of the address /v1/%s cannot be a username', (segment = '') => {
  expect(names().has(segment)).toBe(true);
});

it('a fixed path segment in the place of a username cannot be a username', () => {
  const paths = [...contractEndpoints().values()].flatMap((spec) => servedPathsOf(spec)).map(({ path }) => path);
  const ofUsers = paths.flatMap((path) => /^(.*\/):username(?:\/|$)/.exec(path)?.[1] ?? []);
  const literals = paths
    .flatMap((path) => ofUsers.filter((prefix) => path.startsWith(prefix)).map((prefix) => path.slice(prefix.length)))
    .map((rest) => rest.split('/', 1)[0] ?? '')
    .filter((segment) => !segment.startsWith(':'));
  expect(literals).toContain('availability');
  for (const segment of literals) expect([segment, names().has(segment)]).toEqual([segment, true]);
});

it('a feature can reserve usernames in its module, in every spelling', async () => {
  const username = 'Guest_Book';
  const availability = () => app.browser().call(userEndpoints.availability, { query: { username } });
  expect(await availability()).toEqual({ available: true });
  names().reserve('guest-book');
  expect(await availability()).toEqual({ available: false, reason: 'RESERVED' });
  expect(names().has('guestbook')).toBe(true);
});
