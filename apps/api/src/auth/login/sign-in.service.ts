import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { lockAccount } from '../../users/index.ts';
import { KnownDevicesStore } from './known-devices.store.ts';
import { NoticesService } from '../activity/notices.service.ts';
import { SecurityEventsService } from '../activity/security-events.service.ts';
import { type OpenedSession, SessionsService } from '../sessions/sessions.service.ts';

export interface ProvenSignIn {
  readonly by: 'PASSWORD' | 'PASSKEY';
  /** Of a device that signed in to this account before (see `KnownDeviceCookies`). */
  readonly deviceId: string | null;
  readonly origin: RequestContext;
}

const knownDeviceEvents = { PASSWORD: 'SIGNED_IN', PASSKEY: 'PASSKEY_SIGNED_IN' } as const;

/** What follows every proof of identity, by password, code or passkey: a session, a record of it, and a notice. */
@Injectable()
export class SignInService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
    private readonly knownDevice: KnownDevicesStore,
  ) {}

  /** What `open` does where there is nothing to tell the owner; null, having done nothing, where there is. */
  async openOnKnownDevice(user: User, { by, deviceId, origin }: ProvenSignIn): Promise<OpenedSession | null> {
    const { row, tokens } = this.sessions.prepare(user, origin);
    const event = { type: knownDeviceEvents[by], userId: user.id, sessionId: row.id, origin };
    if (!(await this.knownDevice.open(row, event, deviceId !== null, user.devicesForgottenAt))) return null;
    this.securityEvents.log(event);
    return tokens;
  }

  /** `user` is as it was when the proof was checked: if all sessions were ended since, this one is dead from its birth. */
  async open(tx: Prisma.TransactionClient, user: User, { by, deviceId, origin }: ProvenSignIn): Promise<OpenedSession> {
    const isNew = deviceId === null && !(await this.knownDevice.hasBeenAt(tx, user, origin));
    // The notice has a link, which must not be made for an account that was taken back a moment ago.
    if (isNew && (await lockAccount(tx, user.id))?.authGeneration !== user.authGeneration) {
      throw new AppError('UNAUTHENTICATED');
    }
    const opened = await this.sessions.open(tx, user, origin);
    const type = isNew ? 'NEW_DEVICE_SIGNED_IN' : knownDeviceEvents[by];
    await this.securityEvents.record(tx, { type, userId: user.id, sessionId: opened.sessionId, origin });
    if (isNew) await this.notices.send(tx, user, 'NEW_DEVICE', origin);
    return opened;
  }
}
