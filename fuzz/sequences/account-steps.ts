import { randomUUID } from 'node:crypto';
import { cookiesOf } from '../run/users.ts';
import { command, type Command } from './upload-steps.ts';
import { dataIn, expectSame, expectStatus } from './world.ts';

const always = (): boolean => true;

export const signInElsewhere = (): Command =>
  command(
    'sign in elsewhere',
    ({ sessions }) => sessions.length < 4,
    async ({ sessions }, world) => {
      const { username, password } = world.user;
      const nobody = { access: '', refresh: '', isLive: false };
      const body = { identifier: username, password };
      const response = await world.take({ method: 'POST', target: '/v1/auth/login', body, session: nobody });
      expectStatus(response, 'signing in', 200);
      const { pbx_access: access = '', pbx_refresh: refresh = '' } = cookiesOf(response);
      sessions.push({ access, refresh, isLive: true });
    },
  );

export const useSession = (index: number): Command =>
  command(
    `use session ${index}`,
    ({ sessions }) => sessions.length > 0,
    async ({ sessions }, world) => {
      const session = sessions[index % sessions.length];
      if (!session) return;
      const response = await world.take({ method: 'GET', target: '/v1/auth/me', session });
      expectStatus(response, session.isLive ? 'a live session' : 'an ended session', session.isLive ? 200 : 401);
    },
  );

export const endSession = (index: number): Command =>
  command(
    `sign out session ${index}`,
    ({ sessions }) => sessions.length > 0,
    async ({ sessions }, world) => {
      const session = sessions[index % sessions.length];
      if (!session) return;
      expectStatus(await world.take({ method: 'POST', target: '/v1/auth/logout', session }), 'signing out', 204);
      session.isLive = false;
    },
  );

export const endOthers = (): Command =>
  command('sign out the others', always, async ({ sessions }, world) => {
    expectStatus(await world.take({ method: 'DELETE', target: '/v1/auth/sessions' }), 'signing out the others', 204);
    for (const session of sessions) session.isLive = false;
  });

export const countSessions = (): Command =>
  command('count sessions', always, async ({ sessions }, world) => {
    const response = await world.take({ method: 'GET', target: '/v1/auth/sessions' });
    expectStatus(response, 'the list of sessions', 200);
    const listed = (dataIn(response)['items'] as unknown[]).length;
    expectSame('the number of sessions', listed, 1 + sessions.filter(({ isLive }) => isLive).length);
  });

export const renewSession = (): Command =>
  command('refresh', always, async (_, world) => {
    expectStatus(await world.take({ method: 'POST', target: '/v1/auth/refresh' }), 'refreshing', 200);
  });

/** Sent twice with one key: one effect, one response. */
export const changeName = (displayName: string | null): Command =>
  command(`name ${String(displayName)}`, always, async (model, world) => {
    const headers = [['idempotency-key', randomUUID()] as const];
    const step = { method: 'PATCH', target: '/v1/users/me', body: { displayName }, headers };
    const [first, second] = [await world.take(step), await world.take(step)];
    expectStatus(first, 'changing the name', 200);
    expectSame('the answer to the same key', second.body.toString(), first.body.toString());
    model.displayName = displayName;
    const me = await world.take({ method: 'GET', target: '/v1/auth/me' });
    expectSame('the name', dataIn(me)['displayName'], displayName);
  });

export const seeEvents = (): Command =>
  command('read events', always, async (_, world) => {
    const response = await world.take({ method: 'GET', target: '/v1/users/me/security-events?limit=1' });
    expectStatus(response, 'security events', 200);
    const cursor = dataIn(response)['nextCursor'];
    if (typeof cursor !== 'string') return;
    const target = `/v1/users/me/security-events?cursor=${encodeURIComponent(cursor)}`;
    expectStatus(await world.take({ method: 'GET', target }), 'the next page of events', 200);
  });

export const deleteAccount = (): Command =>
  command('delete the account', always, async (model, world) => {
    const body = { password: world.user.password };
    const before = { ...world.user, isLive: true };
    const response = await world.take({ method: 'DELETE', target: '/v1/users/me', body, session: before });
    expectStatus(response, 'deleting the account', 202);
    model.isDeleted = true;
    for (const session of [before, ...model.sessions]) {
      const me = await world.take({ method: 'GET', target: '/v1/auth/me', session });
      expectStatus(me, 'a session of a deleted account', 401);
    }
  });
