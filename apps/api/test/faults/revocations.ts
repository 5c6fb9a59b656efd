import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  liveEndpoints,
  personalTokenEndpoints,
  tusContentType,
  uploadEndpoints,
  userEndpoints,
} from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { randomUUID } from 'node:crypto';
import { createToken } from '../auth/tokens/token-holders.ts';
import type { Browser } from '../support/clients/browser.ts';
import { follow } from '../support/clients/following.ts';
import { goodPassword, newCredentials, register, type TestUser } from '../support/clients/users.ts';
import type { SharedApp } from '../support/use-app.ts';
import { openUpload, partHead, type RawRequest } from '../support/uploads/raw-request.ts';
import { begun } from '../support/uploads/resuming.ts';
import type { Side, Turn } from './redis-schedule.ts';

/** Somebody with two devices and a program. */
export interface Holder extends TestUser {
  readonly second: Browser;
  readonly tokenId: string;
  readonly program: Browser;
}

export async function newHolder(app: SharedApp): Promise<Holder> {
  const user = await register(app, newCredentials());
  const second = app.browser();
  const body = { identifier: user.credentials.username, password: goodPassword };
  await second.call(authEndpoints.login, { body });
  const { id: tokenId, token } = await createToken(user, [
    'profile:read',
    'profile:write',
    'uploads:write',
    'albums:write',
  ]);
  const program = app.browser();
  program.headers['authorization'] = `Bearer ${token}`;
  return { ...user, second, tokenId, program };
}

interface Actors {
  /** The same cookies and headers, as the load balancer sends the next request elsewhere. */
  readonly at: (replica: Side, browser: Browser) => Browser;
  readonly admin: Browser;
  readonly app: SharedApp;
  /** Of the holder's second device. */
  readonly sessionId: string;
}

/** What ends what the turn says, on its replica; whatever comes before that is done when it resolves. */
export async function prepare(
  { act, side }: Turn,
  user: Holder,
  { at, admin, app, sessionId }: Actors,
): Promise<() => Promise<unknown>> {
  const params = { id: user.user.id };
  const { email } = user.credentials;
  const [first, second, asAdmin] = [at(side, user.browser), at(side, user.second), at(side, admin)];
  switch (act) {
    case 'sign out':
      return () => second.call(authEndpoints.logout);
    case 'sign out elsewhere':
      return () => first.call(authEndpoints.revokeOtherSessions);
    case 'revoke the session':
      return () => first.call(authEndpoints.revokeSession, { params: { id: sessionId } });
    case 'revoke the token':
      return () => first.call(personalTokenEndpoints.revoke, { params: { id: user.tokenId } });
    case 'change the password': {
      const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
      return () => first.call(accountEndpoints.changePassword, { body });
    }
    case 'reset the password': {
      await first.call(accountEndpoints.forgotPassword, { body: { email } });
      const body = { token: await app.mailbox.token(email, /password/i, -1), password: 'amber lantern 6 hums' };
      return () => first.call(accountEndpoints.resetPassword, { body });
    }
    case 'suspend':
      return () => asAdmin.call(adminEndpoints.suspend, { params, body: { reason: 'spam' } });
    case 'demote':
      return () => asAdmin.call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
    case 'reset the factors':
      return () => asAdmin.call(adminEndpoints.resetSecondFactors, { params });
  }
}

/** What is open at the moment of a revocation. */
export interface Opened {
  /** Asks once more: the status says whether it is believed. Where nothing is asked, any endpoint is. */
  readonly ask?: () => Promise<Response>;
  /** When the other side ended it, of what it has to end by itself. */
  readonly ended?: Promise<number>;
  /** Of what was sent half: sends the rest, and says what became of it. */
  readonly finish?: () => Promise<string>;
  readonly leave: () => void;
}

const length = 500_000;
const beginning = Buffer.alloc(100_000, 'x');

/** By a byte now and then: neither silence nor slowness is to be what ends it. */
function trickled({ socket, closed, response }: RawRequest): Opened {
  const trickle = setInterval(() => socket.write('x'), 100);
  const hasResponse = new Promise<void>((resolve) => socket.on('data', () => response() !== '' && resolve()));
  const ended = Promise.race([closed, hasResponse]).then(() => {
    clearInterval(trickle);
    return performance.now();
  });
  return { ended, leave: () => void socket.destroy() };
}

/** Opens it in this browser, and waits until it has begun. */
export async function open({ open: kind }: Turn, browser: Browser): Promise<Opened> {
  const credentials = { ...browser.headers };
  if (kind === 'stream') {
    const following = await follow(browser, liveEndpoints.events);
    const ended = following.ended(60_000).then(() => performance.now());
    return { ended, leave: () => following.leave() };
  }
  if (kind === 'form upload') {
    const body = Buffer.concat([Buffer.from(partHead()), beginning]);
    const headers = { ...credentials, 'content-length': `${length}` };
    return trickled(openUpload(browser, headers, uploadEndpoints.image.path, body));
  }
  if (kind === 'resumable upload') {
    const tus = { 'tus-resumable': '1.0.0', 'content-type': tusContentType, 'upload-offset': '0' };
    const headers = { ...credentials, ...tus, 'content-length': `${length}` };
    return trickled(openUpload(browser, headers, await begun(browser, length), beginning, 'PATCH'));
  }
  if (kind === 'request') {
    const body = JSON.stringify({ displayName: 'of a thief' });
    const headers = {
      ...credentials,
      'content-type': 'application/json',
      'content-length': `${body.length}`,
      connection: 'close',
    };
    const { path } = userEndpoints.updateMe;
    const sent = openUpload(browser, headers, path, Buffer.from(body.slice(0, 9)), 'PATCH');
    const finish = async () => {
      sent.socket.write(body.slice(9));
      return (await sent.closed).split('\r\n', 1)[0] ?? '';
    };
    return { finish, leave: () => void sent.socket.destroy() };
  }
  if (kind === 'replay') {
    const headers = { 'idempotency-key': randomUUID() };
    const ask = () => browser.post(albumEndpoints.create.path, { title: 'By the sea' }, headers);
    return { ask, leave: () => undefined };
  }
  return { leave: () => undefined };
}
