import type { EndpointSpec } from '@pixelboxx/shared';
import type pg from 'pg';
import type { Browser } from '../support/clients/browser.ts';
import { contractEndpoints } from '../support/routes.ts';

/** Of a list, so many pages. */
const pages = 3;

/** What stands for `:id` and `:username` of an endpoint: something that is there. */
export async function existing(pool: pg.Pool, userId: string): Promise<(path: string) => string> {
  const one = async (statement: string): Promise<string> =>
    (await pool.query<{ id: string }>(statement.includes('$1') ? { text: statement, values: [userId] } : statement))
      .rows[0]?.id ?? '';
  const album = `SELECT id FROM albums WHERE user_id = $1 AND visibility = 'PUBLIC' LIMIT 1`;
  const ids: readonly (readonly [RegExp, string])[] = [
    [/albums/, await one(album)],
    [/moderation/, await one(`SELECT id FROM uploads WHERE screening = 'FLAGGED' AND deleted_at IS NULL LIMIT 1`)],
    [/resumable/, await one('SELECT id FROM resumable_uploads LIMIT 1')],
    [
      /uploads/,
      await one(`SELECT id FROM uploads WHERE user_id = $1 AND screening = 'APPROVED' AND deleted_at IS NULL LIMIT 1`),
    ],
    [/dead-events/, await one('SELECT id FROM dead_events LIMIT 1')],
    [/sessions/, await one('SELECT id FROM sessions WHERE user_id = $1 ORDER BY id DESC LIMIT 1')],
    [/passkeys/, await one('SELECT id FROM passkeys LIMIT 1')],
    [/./, await one(`SELECT id FROM users WHERE username = 'grown_77'`)],
  ];
  return (path) => {
    const id = ids.find(([pattern]) => pattern.test(path))?.[1] ?? '';
    return path.replace(':id', id).replace(':username', 'grown_1');
  };
}

/** Queries beside the one without any. */
const queries: Readonly<Record<string, readonly string[]>> = {
  '/v1/admin/users': [
    'search=grown_19',
    'search=grown_19%40example.com',
    'role=ADMIN',
    'role=MOD&state=ACTIVE',
    'state=ACTIVE',
    'state=SUSPENDED',
    'state=DELETED',
    'state=DELETED&role=ADMIN',
  ],
  '/v1/admin/dead-events': ['subscriber=mailer', 'subscriber=nobody'],
  '/v1/moderation/uploads': ['screening=FLAGGED', 'screening=PENDING', 'screening=APPROVED', 'screening=SKIPPED'],
  '/v1/uploads': ['kind=IMAGE', 'kind=AVATAR'],
  '/v1/users/availability': ['username=grown_19', 'username=nobody_at_all'],
  '/v1/uploads/:id/url': ['variant=w480'],
};

/** Every GET of the contract that answers with JSON, of lists the first pages. @returns what failed */
export async function readEverything(
  browser: Browser,
  address: (path: string) => string,
  accesses: readonly EndpointSpec['access'][],
): Promise<string[]> {
  const failures: string[] = [];
  for (const spec of contractEndpoints().values()) {
    if (spec.method !== 'GET' || spec.stream || !accesses.includes(spec.access)) continue;
    const required = ['/v1/users/availability', '/v1/uploads/:id/url'].includes(spec.path);
    for (const query of [...(required ? [] : ['']), ...(queries[spec.path] ?? [])])
      failures.push(...(await readPages(browser, spec, `${address(spec.path)}?${query}`)));
  }
  return failures;
}

async function readPages(browser: Browser, { path }: EndpointSpec, first: string): Promise<string[]> {
  let address = first;
  for (let page = 0; page < pages; page += 1) {
    const response = await browser.fetch(address);
    // There are no exports and no settings of that kind: to find that out, the tables are asked as well.
    if (response.status === 404) return [];
    if (!response.ok) return [`${path}: ${response.status} ${await response.text()}`];
    const { data } = (await response.json()) as { data?: { nextCursor?: string | null } };
    if (!data?.nextCursor) return [];
    address = `${first}&cursor=${encodeURIComponent(data.nextCursor)}`;
  }
  return [];
}
