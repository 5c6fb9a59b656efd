import { authEndpoints, type NewPersonalToken, personalTokenEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { Clock } from '@pixelboxx/node-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveTokens } from '../../../src/auth/personal-tokens/live-tokens.service.ts';
import { sha256Hex } from '../../../src/platform/crypto/digests.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { useStatements } from '../../support/database/statements.ts';
import { useApp, useLogs } from '../../support/use-app.ts';
import { program, withToken } from './token-holders.ts';

const statements = useStatements();
const app = useApp({ LOG_LEVEL: 'info' });
const logs = useLogs(app);

afterEach(() => vi.restoreAllMocks());

/** What the api takes for the time, from here to the end of the test. */
function setClock(ms: number): void {
  const clock = app.app.get(Clock);
  vi.spyOn(clock, 'nowMs').mockReturnValue(ms);
  vi.spyOn(clock, 'now').mockImplementation(() => new Date(ms));
}

const me = (client: Browser): Promise<Response> => client.fetch(authEndpoints.me.path);
const statusOf = async (client: Browser): Promise<number> => (await me(client)).status;

describe('the use of a token', () => {
  const lastUse = async ({ id }: NewPersonalToken): Promise<Date | null> =>
    (await app.prisma.personalToken.findUniqueOrThrow({ where: { id } })).lastUsedAt;

  it('is recorded at most once a minute', async () => {
    const { token } = await withToken(app, 'profile:read');
    const live = app.app.get(LiveTokens, { strict: false });
    const client = program(app, token.token);
    const start = Date.parse(token.createdAt);
    // Whatever makes a replica ask again: each time it does, it might write.
    for (const [seconds, noted] of [
      [0, 0],
      [59, 0],
      [60, 60],
      [119, 60],
      [500, 500],
    ] as const) {
      setClock(start + seconds * 1000);
      await live.forget(sha256Hex(token.token));
      expect(await statusOf(client)).toBe(200);
      expect(await lastUse(token)).toEqual(new Date(start + noted * 1000));
    }
  });

  it('needs one statement for a new token, and none afterwards', async () => {
    const { program: client, browser, user } = await withToken(app, 'profile:read');
    await browser.call(authEndpoints.me);
    const first = await statements.of(() => client.call(authEndpoints.me));
    expect(first.map(({ text }) => /personal_tokens/.test(text))).toEqual([true]);
    expect(await statements.of(() => client.call(authEndpoints.me))).toEqual([]);
    expect(await statements.of(() => browser.call(authEndpoints.me))).toEqual([]);
    expect(await client.call(authEndpoints.me)).toEqual(user);
  });

  it('needs no statement if the token is malformed or the endpoint accepts no tokens', async () => {
    const { program: client } = await withToken(app, 'profile:read');
    expect(await statements.of(() => me(program(app, `pxb_${'0'.repeat(49)}`)))).toEqual([]);
    expect(await statements.of(() => client.fetch(authEndpoints.sessions.path))).toEqual([]);
  });
});

it('a token never appears in the log, whether accepted, refused, sent in the wrong place or just created', async () => {
  const holder = await withToken(app, 'profile:read');
  const { token } = holder.token;
  await me(holder.program);
  await holder.program.fetch(uploadEndpoints.list.path);
  await holder.program.fetch(`${authEndpoints.me.path}?token=${token}`);
  await holder.program.fetch(`/v1/nothing/${token}`);
  await app.browser().post('/v1/auth/login', { identifier: token, password: token });
  await app.browser().post(personalTokenEndpoints.revokePresented.path, { token, [token]: token });
  await app.browser().post(personalTokenEndpoints.revokePresented.path, { token });
  expect(logs.lines.length).toBeGreaterThan(5);
  expect(logs.text).not.toContain(token);
  expect(logs.text).not.toContain(sha256Hex(token));
});
