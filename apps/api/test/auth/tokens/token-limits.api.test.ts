import { authEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { failureOf } from '../../support/failures.ts';
import { useApp } from '../../support/use-app.ts';
import { createToken, program, withToken } from './token-holders.ts';

/** As one process counts: the limit is of a minute, and does not begin anew while this runs. */
const limit = 600;
const app = useApp({ RATE_LIMIT_SCALE: '1', REDIS_URL: undefined });

it('each token has its own rate limit, separate from the user’s other tokens and browsers', async () => {
  const holder = await withToken(app, 'profile:read');
  const other = program(app, (await createToken(holder, ['profile:read'])).token);
  const me = () => holder.program.fetch(authEndpoints.me.path);
  const statuses: number[] = [];
  while (statuses.length < limit + 20) {
    statuses.push(...(await Promise.all(Array.from({ length: 20 }, async () => (await me()).status))));
  }
  expect(statuses.filter((status) => status === 200).length).toBe(limit);
  const refused = await me();
  expect(refused.status).toBe(429);
  expect((await failureOf(refused)).code).toBe('RATE_LIMITED');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await other.call(authEndpoints.me)).toEqual(holder.user);
  expect(await holder.browser.call(authEndpoints.me)).toEqual(holder.user);
});
