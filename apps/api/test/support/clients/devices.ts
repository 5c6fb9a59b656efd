import type { INestApplicationContext } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { AccessTokenService } from '../../../src/auth/access-tokens/access-token.service.ts';
import { SessionsService } from '../../../src/auth/sessions/sessions.service.ts';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import type { RunningApp } from '../app.ts';
import type { Browser } from './browser.ts';

/** Names of the cookies over http. */
export const accessCookie = 'pbx_access';
export const refreshCookie = 'pbx_refresh';

/** Another device of the same user, signed in without the cost of hashing a password. */
export async function openDevice(
  app: Pick<RunningApp, 'app' | 'browser'>,
  userId: string,
): Promise<{ browser: Browser; sessionId: string }> {
  const prisma = app.app.get(PrismaService);
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const origin = { ipAddress: '127.0.0.1', userAgent: 'test device', requestId: 'test-request' };
  const tokens = await prisma.$transaction((tx) => app.app.get(SessionsService).open(tx, user, origin));
  const browser = app.browser();
  browser.cookies.set(accessCookie, tokens.accessToken);
  browser.cookies.set(refreshCookie, tokens.refreshToken);
  return { browser, sessionId: tokens.sessionId };
}

/** The session id in an access token. */
export function sessionIdOf(app: { app: INestApplicationContext }, browser: Browser): string {
  const claims = app.app.get(AccessTokenService).verify(browser.cookies.get(accessCookie) ?? '');
  if (!claims) throw new Error('this browser is not signed in');
  return claims.sid;
}

/** A JWT with any header and claims, signed by HMAC with any bytes: what an attacker can create. */
export function forgeJwt(header: object, claims: object, hmacKey: string | Buffer | null): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = hmacKey === null ? '' : createHmac('sha256', hmacKey).update(content).digest('base64url');
  return `${content}.${signature}`;
}
