import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../generated/prisma/client.ts';
import type { Origin } from '../platform/http/caller.ts';
import { NoticesService } from './notices.service.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { type IssuedTokens, SessionsService } from './sessions.service.ts';

export interface ProvenSignIn {
  readonly by: 'PASSWORD' | 'PASSKEY';
  /** Of a device that signed in to this account before (see `DeviceCookies`). */
  readonly deviceId: string | null;
  readonly origin: Origin;
}

/** What follows every proof of identity, by password, code or passkey: a session, a record of it, and a notice. */
@Injectable()
export class SignInService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
  ) {}

  /** `user` is as it was when the proof was checked: if all sessions were ended since, this one is dead from its birth. */
  async open(tx: Prisma.TransactionClient, user: User, { by, deviceId, origin }: ProvenSignIn): Promise<IssuedTokens> {
    const isNew = deviceId === null && !(await this.sessions.hasBeenAt(tx, user.id, origin));
    const opened = await this.sessions.open(tx, user, origin);
    const familiar = by === 'PASSKEY' ? 'PASSKEY_SIGNED_IN' : 'SIGNED_IN';
    const type = isNew ? 'NEW_DEVICE_SIGNED_IN' : familiar;
    await this.securityEvents.record(tx, { type, userId: user.id, sessionId: opened.sessionId, origin });
    if (isNew) await this.notices.send(tx, user, 'NEW_DEVICE', origin);
    return opened;
  }
}
