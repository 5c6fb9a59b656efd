import { type Comparison, compare, type Rounds } from '../load/measure.ts';
import { imageScenarios } from './images.ts';
import type { Scenario } from './scenario.ts';
import { deviceCookieOf, loginBody, password, register, type Stage, type Visitor } from '../stage.ts';

const json = { 'content-type': 'application/json' };
/** About two thousand requests: hashing leaves room for few, but a process that runs for days has its code compiled. */
const hashingWarmUpSeconds = 15;
const signingIn = {
  limit: 'raw Fastify: one argon2id verification',
  target: 0.9,
  pinned: false,
  warmUpSeconds: hashingWarmUpSeconds,
  // One user each: attempts on the same account wait for each other, which would not be a login storm.
  visitors: 16,
  theirs: (url: string) => ({
    url: `${url}/login`,
    method: 'POST',
    headers: [json],
    body: JSON.stringify({ password }),
    connections: 16,
  }),
} satisfies Partial<Scenario>;
const signInsAt = (url: string, visitors: readonly Visitor[]) =>
  ({ url: `${url}/v1/auth/login`, method: 'POST', bodies: visitors.map(loginBody), connections: 16 }) as const;
const firstNumber = () => Math.floor(Math.random() * 1e12);

export const scenarios: Scenario[] = [
  {
    name: 'GET /v1/auth/me',
    limit: 'raw Fastify: verify a JWT, one prepared SELECT',
    target: 1,
    pinned: true,
    visitors: 50,
    ours: (url, visitors) => ({
      url: `${url}/v1/auth/me`,
      method: 'GET',
      headers: visitors.map(({ cookies }) => ({ cookie: cookies })),
      connections: 50,
    }),
    theirs: (url, visitors) => ({
      url: `${url}/me`,
      method: 'GET',
      headers: visitors.map(({ accessToken }) => ({ authorization: `Bearer ${accessToken}` })),
      connections: 50,
    }),
  },
  {
    name: 'GET /v1/health/live',
    limit: 'raw Fastify: { hello: world }',
    target: 0.6,
    pinned: true,
    visitors: 0,
    ours: (url) => ({ url: `${url}/v1/health/live`, method: 'GET', headers: [{}], connections: 50 }),
    theirs: (url) => ({ url: `${url}/hello`, method: 'GET', headers: [{}], connections: 50 }),
  },
  {
    name: 'POST /v1/auth/refresh',
    limit: 'raw Fastify: one UPDATE … RETURNING',
    target: 0.6,
    pinned: true,
    visitors: 30,
    ours: (url, visitors) => ({
      url: `${url}/v1/auth/refresh`,
      method: 'POST',
      headers: visitors.map(({ cookies }) => ({ cookie: cookies })),
      followCookies: true,
      connections: 30,
    }),
    theirs: (url, visitors) => ({
      url: `${url}/refresh`,
      method: 'POST',
      headers: visitors.map(({ sessionId }) => ({ 'x-session': sessionId })),
      connections: 30,
    }),
  },
  {
    ...signingIn,
    name: 'POST /v1/auth/login',
    ours: (url, visitors) => ({ ...signInsAt(url, visitors), headers: [json] }),
  },
  {
    ...signingIn,
    name: 'POST /v1/auth/login, known device',
    ours: (url, visitors) => ({
      ...signInsAt(url, visitors),
      headers: visitors.map(({ cookies }) => ({ ...json, cookie: deviceCookieOf(cookies) })),
    }),
  },
  {
    name: 'POST /v1/auth/register',
    limit: 'raw Fastify: one argon2id hash, one INSERT',
    target: 0.9,
    pinned: false,
    warmUpSeconds: hashingWarmUpSeconds,
    visitors: 0,
    ours: (url) => ({
      url: `${url}/v1/auth/register`,
      method: 'POST',
      headers: [json],
      body: JSON.stringify({ username: 'load_{n}', email: 'load_{n}@example.com', password }),
      uniqueFrom: firstNumber(),
      connections: 16,
    }),
    theirs: (url) => ({
      url: `${url}/register`,
      method: 'POST',
      headers: [json],
      body: JSON.stringify({ username: 'load_{n}', password }),
      uniqueFrom: firstNumber(),
      connections: 16,
    }),
  },
  ...imageScenarios,
];

const serverCore = 0;
const loadCore = 1;

export async function runScenario(stage: Stage, scenario: Scenario, rounds: Rounds): Promise<Comparison> {
  const core = scenario.pinned ? serverCore : undefined;
  const ours = await stage.startApi(core);
  const limit = await stage.startLimit('server.ts', core);
  try {
    return await compare(
      {
        server: limit.server,
        job: async () => scenario.theirs(limit.url, await register(ours.url, scenario.visitors)),
      },
      { server: ours.server, job: async () => scenario.ours(ours.url, await register(ours.url, scenario.visitors)) },
      { ...rounds, ...(scenario.warmUpSeconds !== undefined && { warmUpSeconds: scenario.warmUpSeconds }) },
      scenario.pinned ? loadCore : undefined,
    );
  } finally {
    await Promise.all([ours.server.stop(), limit.server.stop()]);
  }
}
