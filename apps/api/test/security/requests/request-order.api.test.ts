import { adminEndpoints, rateLimits } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/platform/redis/rate-limiter.ts';
import { sessionIdOf } from '../../support/clients/devices.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';

/** One that every stage has something to say about. */
const endpoint = adminEndpoints.changeRole;
const app = useApp({ RATE_LIMIT_SCALE: '1' });

/** Refused by the schema, and nobody's, so that the controller would refuse it as well. */
const noId = 'no-id';

interface Attempt {
  role: 'ADMIN' | 'USER';
  provenMinutesAgo: number;
  isLimitUsedUp: boolean;
  target: string;
  body: string;
  headers: Record<string, string>;
}

interface Stage {
  readonly name: string;
  readonly refusal: { readonly status: number; readonly code: string };
  /** Makes the attempt one that this stage refuses, and leaves alone what the others look at. */
  spoil(attempt: Attempt): void;
}

/** What docs/architecture.md says a request passes, in its order. */
const stages: readonly Stage[] = [
  {
    name: 'CSRF check',
    refusal: { status: 403, code: 'CSRF_REJECTED' },
    spoil: (attempt) => (attempt.headers['sec-fetch-site'] = 'cross-site'),
  },
  {
    name: 'body parser',
    refusal: { status: 400, code: 'MALFORMED_JSON' },
    spoil: (attempt) => (attempt.body = '{"role":'),
  },
  {
    name: 'access guard',
    refusal: { status: 403, code: 'FORBIDDEN' },
    spoil: (attempt) => (attempt.role = 'USER'),
  },
  {
    name: 'reauthentication guard',
    refusal: { status: 403, code: 'STEP_UP_REQUIRED' },
    spoil: (attempt) => (attempt.provenMinutesAgo = 11),
  },
  {
    name: 'rate limit',
    refusal: { status: 429, code: 'RATE_LIMITED' },
    spoil: (attempt) => (attempt.isLimitUsedUp = true),
  },
  {
    name: 'schema',
    refusal: { status: 400, code: 'VALIDATION_ERROR' },
    spoil: (attempt) => (attempt.target = noId),
  },
  {
    name: 'controller',
    refusal: { status: 404, code: 'NOT_FOUND' },
    spoil: (attempt) => {
      if (attempt.target !== noId) attempt.target = randomUUID();
    },
  },
];

async function send(attempt: Attempt): Promise<Response> {
  const account = await register(app);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role: attempt.role } });
  await proveAgo(account, attempt.provenMinutesAgo);
  if (attempt.isLimitUsedUp) await useUpLimit(account);
  const headers = { 'content-type': 'application/json', ...attempt.headers };
  return account.browser.fetch(endpoint.path.replace(':id', attempt.target), {
    method: endpoint.method,
    headers,
    body: attempt.body,
  });
}

async function proveAgo({ browser }: TestUser, minutes: number): Promise<void> {
  const reauthenticatedAt = new Date(Date.now() - minutes * 60_000);
  await app.prisma.session.update({ where: { id: sessionIdOf(app, browser) }, data: { reauthenticatedAt } });
}

async function useUpLimit({ user }: TestUser): Promise<void> {
  const { name, limit, windowSeconds } = rateLimits.admin;
  const all = { limit, windowMs: windowSeconds * 1000, cost: limit };
  await app.app.get(RateLimiter).take(name, `user:${user.id}`, all);
}

/** A request that these stages refuse, and the others would let through. */
async function attemptRefusedBy(...spoiling: readonly Stage[]): Promise<Response> {
  const { user } = await register(app);
  const attempt: Attempt = {
    ...{ role: 'ADMIN', provenMinutesAgo: 0, isLimitUsedUp: false },
    ...{ target: user.id, body: JSON.stringify({ role: 'MOD' }), headers: {} },
  };
  for (const { spoil } of spoiling) spoil(attempt);
  return send(attempt);
}

async function refusalOf(response: Response): Promise<Stage['refusal']> {
  return { status: response.status, code: (await failureOf(response)).code };
}

const pairs = stages.flatMap((earlier, index) =>
  stages.slice(index + 1).map((later) => [earlier.name, later.name, earlier, later] as const),
);

describe('a request', () => {
  it('without any fault passes every stage', async () => {
    expect((await attemptRefusedBy()).status).toBe(endpoint.status);
  });

  it.each(stages.map((stage) => [stage.name, stage] as const))(
    'that only the %s refuses gets its error',
    async (_, stage) => {
      expect(await refusalOf(await attemptRefusedBy(stage))).toEqual(stage.refusal);
    },
  );

  it.each(pairs)('that the %s and the %s refuse gets the error of the first', async (_, __, earlier, later) => {
    expect(await refusalOf(await attemptRefusedBy(later, earlier))).toEqual(earlier.refusal);
  });
});
