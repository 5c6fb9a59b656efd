import { pollUntil } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import { createClient } from '@pixelboxx/api-client/checked';
import { solvePuzzle } from '@pixelboxx/api-client/proof';
import {
  accountEndpoints,
  authEndpoints,
  type ProofMode,
  proofOfWorkEndpoints,
  type Puzzle,
  type Role,
} from '@pixelboxx/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../../../src/auth/passwords/index.ts';
import { redisProgram, startRedis } from '../../platform/redis/redis-server.ts';
import { failureOf } from '../../support/failures.ts';
import { newCredentials, register, type TestUser } from '../../support/clients/users.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { startTwin } from '../../support/replicas.ts';
import { useApp, useTwin } from '../../support/use-app.ts';

const app = useApp({ REDIS_URL: undefined });
/** Without Redis in common: what it learns, it learns from Postgres. */
const twin = useTwin(app, { REDIS_URL: undefined });
type Server = Pick<typeof app, 'browser'>;

let admin: TestUser;
beforeAll(async () => {
  admin = await userAs('ADMIN');
});

async function userAs(role: Role): Promise<TestUser> {
  const account = await register(app);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role } });
  return account;
}

const choose = (mode: ProofMode | null, { browser } = admin) =>
  browser.call(proofOfWorkEndpoints.choose, { body: { mode } });

const { login, register: registration } = authEndpoints;
const { forgotPassword } = accountEndpoints;
/** Of somebody else each time: whoever is asked for again and again until a replica knows something is locked before that. */
const strangers = () => ({ identifier: `nobody-${randomUUID().slice(0, 8)}`, password: 'not this one' });
const credentials = strangers();

const attempt = (
  proof?: string,
  { path } = login as { path: string },
  body: object = strangers(),
  server: Server = app,
) => server.browser().post(path, body, proof === undefined ? {} : { 'pixelboxx-proof': proof });

async function puzzleOf(response: Response): Promise<Puzzle> {
  const { code, details } = await failureOf(response);
  expect([response.status, code]).toEqual([403, 'PROOF_REQUIRED']);
  if (!details.puzzle) throw new Error('there is no puzzle');
  return details.puzzle;
}

const codeOf = async (response: Response) => (await failureOf(response)).code;

describe('proof of work without an attack', () => {
  it('no proof is required, and a given one is ignored', async () => {
    expect(await codeOf(await attempt())).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(await attempt('anything'))).toBe('INVALID_CREDENTIALS');
  });
});

describe('proof of work under attack', () => {
  beforeEach(() => choose('ON'));
  afterEach(() => void vi.restoreAllMocks());
  afterAll(() => choose(null));

  it.each([
    [login, credentials],
    [registration, newCredentials()],
    [forgotPassword, { email: 'somebody@example.com' }],
  ] as const)(
    'a proof is required before passwords are hashed or the database is queried, by %o',
    async (endpoint, body) => {
      const hasher = app.app.get(PasswordHasher);
      const hash = vi.spyOn(hasher, 'hash');
      const verify = vi.spyOn(hasher, 'verify');
      const looked = vi.spyOn(app.prisma.pool, 'query');
      const puzzle = await puzzleOf(await attempt(undefined, endpoint, body));
      const proof = await solvePuzzle(puzzle);
      await puzzleOf(await attempt(`${proof.slice(0, -1)}!`, endpoint, body));
      await puzzleOf(await attempt(await solvePuzzle({ ...puzzle, bits: 1 }), endpoint, body));
      // Others ask the database meanwhile: the relay of events, and whoever looks whether the switch was turned.
      const ofAccounts = looked.mock.calls.filter((call) =>
        /\b(users|login_budgets|password_resets)\b/.test(JSON.stringify(call)),
      );
      expect([...hash.mock.calls, ...verify.mock.calls, ...ofAccounts]).toEqual([]);
      const response = await attempt(proof, endpoint, body);
      expect(response.status).toBe(endpoint === login ? 401 : endpoint.status);
    },
  );

  it('a proof is valid for one attempt, even if many use it simultaneously', async () => {
    const proof = await solvePuzzle(await puzzleOf(await attempt()));
    const responses = await Promise.all(Array.from({ length: 12 }, () => attempt(proof)));
    expect(responses.filter(({ status }) => status === 401)).toHaveLength(1);
    for (const response of responses) if (response.status !== 401) await puzzleOf(response);
    await puzzleOf(await attempt(proof));
  });

  it('a proof is valid only for the endpoint of its puzzle', async () => {
    const proof = await solvePuzzle(await puzzleOf(await attempt()));
    await puzzleOf(await attempt(proof, forgotPassword, { email: 'somebody@example.com' }));
    expect(await codeOf(await attempt(proof))).toBe('INVALID_CREDENTIALS');
  });

  it('duplicate, oversized and malformed headers are treated like none', async () => {
    const proof = await solvePuzzle(await puzzleOf(await attempt()));
    for (const nonsense of [`${proof}, ${proof}`, 'x'.repeat(8_000), '', '.....', proof.toUpperCase()]) {
      await puzzleOf(await attempt(nonsense));
    }
  });

  it('the typed client solves puzzles, and signs in and registers as usual', async () => {
    const browser = app.browser();
    const fetcher: typeof fetch = (input, init) => browser.fetch(input, init);
    const client = createClient({ baseUrl: app.baseUrl, solve: solvePuzzle, fetch: fetcher });
    const user = newCredentials();
    expect(await client(registration, { body: user })).toMatchObject({ username: user.username });
    expect(await client(login, { body: { identifier: user.email, password: user.password } })).toMatchObject({
      username: user.username,
    });
  });

  it('signed-in users are not affected', async () => {
    expect(await admin.browser.call(authEndpoints.refresh)).toMatchObject({ id: admin.user.id });
    expect(await admin.browser.call(authEndpoints.me)).toMatchObject({ id: admin.user.id });
  });

  it('the puzzle is also in the problem-details format', async () => {
    const response = await app.browser().post(login.path, credentials, { accept: 'application/problem+json' });
    expect(await response.json()).toMatchObject({
      status: 403,
      code: 'PROOF_REQUIRED',
      puzzle: { parts: 8, bits: 12 },
    });
  });

  it('CORS allows the configured web origin to send a proof', async () => {
    const response = await app.browser().fetch(login.path, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'pixelboxx-proof', origin: 'http://localhost:3000' },
    });
    expect(response.headers.get('access-control-allow-headers')).toContain('pixelboxx-proof');
  });
});

describe('the switch of proof of work', () => {
  afterAll(() => choose(null));

  it('is changed by an administrator for every replica within a second, also without Redis', async () => {
    expect(await codeOf(await attempt(undefined, login, strangers(), twin))).toBe('INVALID_CREDENTIALS');
    expect(await choose('ON')).toMatchObject({ mode: 'ON', chosenMode: 'ON', configuredMode: 'AUTO', isActive: true });
    await puzzleOf(await attempt());
    await pollUntil('the other replica asks, too', async () => {
      const response = await attempt(undefined, login, strangers(), twin);
      return (await codeOf(response)) === 'PROOF_REQUIRED';
    });
    const proof = await solvePuzzle(await puzzleOf(await attempt()));
    expect(await codeOf(await attempt(proof, login, strangers(), twin))).toBe('INVALID_CREDENTIALS');
    expect(await choose(null)).toMatchObject({ mode: 'AUTO', chosenMode: null, chosenAt: null, isActive: false });
    await pollUntil('the other replica has stopped asking', async () => {
      const response = await attempt(undefined, login, strangers(), twin);
      return (await codeOf(response)) === 'INVALID_CREDENTIALS';
    });
  });

  it('is recorded in the administrator’s security events', async () => {
    await choose('OFF');
    const { items } = await admin.browser.call(accountEndpoints.securityEvents, { query: {} });
    expect(items[0]).toMatchObject({ type: 'PROOF_MODE_CHOSEN' });
    expect(await admin.browser.call(proofOfWorkEndpoints.read)).toMatchObject({ mode: 'OFF', isActive: false });
  });

  it('is refused to others and to a just demoted administrator', async () => {
    const moderator = await userAs('MOD');
    await expect(choose('ON', moderator)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(moderator.browser.call(proofOfWorkEndpoints.read)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(choose('SOMETIMES' as ProofMode)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

describe('the automatic detection of an attack', () => {
  const attacked = useApp({
    REDIS_URL: undefined,
    RATE_LIMIT_SCALE: '1',
    ABUSE_THRESHOLD: '10',
    TRUSTED_PROXIES: '127.0.0.1',
  });

  const from = (network: number, path: string, body: object): Promise<Response> => {
    const browser = attacked.browser();
    browser.headers['x-forwarded-for'] = `203.0.113.${network}`;
    return browser.post(path, body);
  };

  it('counts failed attempts, not successful sign-ins', async () => {
    const { credentials: known } = await register(attacked);
    for (let network = 0; network < 9; network += 1) {
      const user = { identifier: known.username, password: known.password };
      expect((await from(network, login.path, user)).status).toBe(200);
      expect(await codeOf(await from(network, login.path, strangers()))).not.toBe('PROOF_REQUIRED');
    }
    await pollUntil('the tenth failure, or the eleventh, was one too many', async () => {
      const response = await from(99, login.path, strangers());
      return (await codeOf(response)) === 'PROOF_REQUIRED';
    });
    // The sign-up of a flood goes well, and is one all the same: it is asked as well.
    await puzzleOf(await from(100, registration.path, newCredentials()));
  });
});

describe.skipIf(redisProgram === null)('proof of work on two replicas with Redis', () => {
  let redis: LocalService;
  let replicas: Awaited<ReturnType<typeof startTwin>>[];

  beforeAll(async () => {
    redis = await startRedis();
    const settings = { REDIS_URL: `redis://127.0.0.1:${redis.port}`, ABUSE_PROOF: 'on' };
    replicas = await Promise.all([startTwin(app, settings), startTwin(app, settings)]);
    await pollUntil('both replicas have Redis', async () => {
      const responses = await Promise.all(replicas.map((replica) => replica.browser().fetch('/v1/health/ready')));
      const states = await Promise.all(responses.map((response) => response.text()));
      return states.every((state) => !state.includes('redis'));
    });
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.dispose();
  });

  it('a proof is valid once across replicas; while Redis is unavailable, at most once per replica', async () => {
    const [here = app, there = app] = replicas;
    const both = Array.from({ length: 6 }, () => [here, there]).flat();
    const spend = async (proof: string) => {
      const responses = await Promise.all(both.map((replica) => attempt(proof, login, strangers(), replica)));
      return responses.filter(({ status }) => status === 401).length;
    };
    const ask = async () => solvePuzzle(await puzzleOf(await attempt(undefined, login, strangers(), here)));
    expect(await spend(await ask())).toBe(1);
    await redis.kill();
    const taken = await spend(await ask());
    expect(taken).toBeGreaterThanOrEqual(1);
    expect(taken).toBeLessThanOrEqual(2);
  });
});
