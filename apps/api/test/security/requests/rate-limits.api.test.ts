import { pollUntil } from '@pixelboxx/config/testing';
import { describe, expect, it } from 'vitest';
import { redisProgram, startRedis } from '../../platform/redis/redis-server.ts';
import { useApp } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { exchangeRaw, failureOf } from '../../support/failures.ts';
import { register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';

/** A body that is refused counts as well, and costs nothing. Not of those that are refused for overload before any limit. */
const path = '/v1/auth/password/forgot';
const limit = 30;

/** A flood, to which a proof of work is the response before any limit is reached (proof-of-work.api.test.ts). */
const limits = { RATE_LIMIT_SCALE: '1', ABUSE_PROOF: 'off' };

const app = useApp({ ...limits, REDIS_URL: undefined, TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' });

function at(ip: string, server: { browser(): Browser } = app): Browser {
  const browser = server.browser();
  browser.headers['x-forwarded-for'] = ip;
  return browser;
}

const ask = (browser: Browser): Promise<Response> => browser.fetch(path, { method: 'POST' });

/** As many at once as one process, which is client and servers here, can hold without stumbling over itself. */
const batchSize = 250;

async function countPassed(browsers: readonly Browser[]): Promise<number> {
  const responses: Response[] = [];
  for (let from = 0; from < browsers.length; from += batchSize) {
    responses.push(...(await Promise.all(browsers.slice(from, from + batchSize).map(ask))));
  }
  for (const { status } of responses) expect([400, 429]).toContain(status);
  return responses.filter(({ status }) => status === 400).length;
}

const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

it('[69] every response states the remaining limit, and a refusal when to retry', async () => {
  const browser = at('203.0.113.1');
  const first = await browser.fetch('/v1/users/availability?username=someone');
  expect(first.status).toBe(200);
  expect(first.headers.get('ratelimit-policy')).toBe('"availability";q=600;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"availability";r=599;t=\d+$/);
  expect(await countPassed(many(limit, () => browser))).toBe(limit);
  const refused = await ask(browser);
  const { code, details } = await failureOf(refused);
  expect({ status: refused.status, code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(Number(refused.headers.get('retry-after'))).toBe(details.retryAfterSeconds);
  expect(refused.headers.get('ratelimit')).toMatch(/^"password-forgot";r=0;t=\d+$/);
});

describe.skipIf(redisProgram === null)('[70] a rate limit across two replicas', () => {
  it('allows exactly its number of ten times as many simultaneous requests', async () => {
    const redis = await startRedis();
    const settings = { ...limits, REDIS_URL: `redis://127.0.0.1:${redis.port}` };
    const replicas = await Promise.all([startTwin(app, settings), startTwin(app, settings)]);
    try {
      await pollUntil('both replicas count by Redis', async () => {
        const responses = await Promise.all(replicas.map((replica) => replica.browser().fetch('/v1/health/ready')));
        const states = await Promise.all(responses.map((response) => response.text()));
        return states.every((state) => !state.includes('redis'));
      });
      const passed = await countPassed(many(limit * 10, (index) => at('203.0.112.1', replicas[index % 2] ?? app)));
      expect(passed).toBe(limit);
      await redis.kill();
      // Without the shared count each replica grants a part of the limit on its own: bounded, and nobody is locked out.
      const [alone] = replicas;
      const locally = await countPassed(many(limit * 2, () => at('203.0.113.3', alone)));
      expect(locally).toBeGreaterThan(0);
      expect(locally).toBeLessThan(limit);
    } finally {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await redis.dispose();
    }
  });
});

describe('the client’s address', () => {
  it('[71] is the peer’s own, whatever headers it sends, unless it is a trusted proxy', async () => {
    const direct = await startTwin(app, { ...limits, TRUSTED_PROXIES: '10.0.0.1' });
    const names = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip'];
    const crowd = many(limit + 20, (index) => {
      const browser = direct.browser();
      for (const name of names)
        browser.headers[name] = name === 'forwarded' ? `for=203.0.113.${index}` : `203.0.113.${index}`;
      return browser;
    });
    expect(await countPassed(crowd)).toBe(limit);
    await direct.stop();
  });

  it('[71] is the rightmost forwarded one that is not a trusted proxy, whatever precedes it', async () => {
    const crowd = many(limit + 20, (index) => at(`198.51.100.${index}, 203.0.113.4, 10.1.2.${index}`));
    expect(await countPassed(crowd)).toBe(limit);
    expect((await ask(at('198.51.100.1'))).status).toBe(400);
  });

  it('[71] is a shared placeholder if the forwarded value is no address', async () => {
    const crowd = many(limit + 20, (index) => at(`not-an-address-${index}`));
    expect(await countPassed(crowd)).toBe(limit);
  });

  it('[72] is a whole IPv6 /64, or IPv4 in any notation', async () => {
    expect(await countPassed(many(limit + 20, (index) => at(`2001:db8:7:7::${index.toString(16)}`)))).toBe(limit);
    expect((await ask(at('2001:db8:7:8::1'))).status).toBe(400);
    const forms = ['203.0.113.5', '::ffff:203.0.113.5', '::ffff:cb00:7105'];
    expect(await countPassed(many(limit + 20, (index) => at(forms[index % 3] ?? '')))).toBe(limit);
    expect((await ask(at('::ffff:203.0.113.6'))).status).toBe(400);
  });
});

it('[73] all spellings of a URL that reach the same endpoint count together', async () => {
  const spellings = [
    path,
    `${path}?x=1`,
    '/v1/%61uth/password/forgot',
    '/v1/auth/password/forg%6ft',
    `${path}/`,
    '/v1//auth/password/forgot',
    '/V1/auth/password/forgot',
  ];
  const send = (spelling: string): Promise<Response> =>
    exchangeRaw(
      app.baseUrl,
      `POST ${spelling} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.7\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
  const statuses = [];
  for (const spelling of many(limit + 60, (index) => spellings[index % spellings.length] ?? ''))
    statuses.push((await send(spelling)).status);
  expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(limit);
  expect(statuses.every((status) => [400, 404, 429].includes(status))).toBe(true);
  expect(await countPassed(many(limit, () => at('203.0.113.7')))).toBe(
    limit - statuses.filter((status) => status === 400).length,
  );
});

describe('[74] a used-up rate limit', () => {
  it('does not affect health checks, signing in and other users behind the same address', async () => {
    const browser = at('203.0.113.8');
    expect(await countPassed(many(limit + 5, () => browser))).toBe(limit);
    expect((await browser.fetch('/v1/health/ready')).status).toBe(200);
    const { credentials } = await register(app);
    const { username: identifier, password } = credentials;
    expect((await browser.post('/v1/auth/login', { identifier, password })).status).toBe(200);
  });

  it('is per user on routes that require a session', async () => {
    const greedy = (await register(app)).browser;
    const neighbour = (await register(app)).browser;
    const rename = (browser: Browser): Promise<Response> =>
      browser.fetch('/v1/users/me', { method: 'PATCH', body: '{}', headers: { 'content-type': 'application/json' } });
    const responses = await Promise.all(many(125, () => rename(greedy)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(120);
    expect((await rename(neighbour)).status).toBe(200);
  });
});
