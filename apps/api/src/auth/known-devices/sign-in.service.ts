import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { NamedPart } from '../../platform/one-statement.ts';
import { lockAccount } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import type { ClientState } from '../cookies/index.ts';
import {
  type FormerSession,
  FormerSessions,
  type OpenedSession,
  SessionsService,
  type SignedIn,
} from '../sessions/index.ts';
import { type DeviceOwner, KnownDeviceCookies } from './known-device-cookies.ts';
import { KnownDevicesStore } from './known-devices.store.ts';

export interface ProvenSignIn {
  readonly by: 'PASSWORD' | 'PASSKEY' | 'EMAIL_CODE' | 'IDENTITY';
  /** The identity provider, with `IDENTITY`. */
  readonly provider?: string;
  /** Set if this device signed in to the account before (see `KnownDeviceCookies`). */
  readonly deviceId: string | null;
  readonly context: RequestContext;
  /** A code, a backup code or a passkey followed the password, or a passkey that verified its user replaced it. */
  readonly hasMfa: boolean;
}

/** Additional work of `openOnKnownDevice`, besides opening the session. */
export interface KnownDeviceSignIn {
  readonly client: ClientState;
  /** The session that the browser has now. */
  readonly former: FormerSession | null;
  /** A condition under which more proof is required. */
  readonly unless: Prisma.Sql;
  readonly always: readonly NamedPart[];
}

const knownDeviceEvents = {
  PASSWORD: 'SIGNED_IN',
  PASSKEY: 'PASSKEY_SIGNED_IN',
  EMAIL_CODE: 'EMAIL_CODE_SIGNED_IN',
  IDENTITY: 'IDENTITY_SIGNED_IN',
} as const;

/** Completes every sign-in, by password, code, passkey, email or provider: a session, its security event, a notice and cookies. */
@Injectable()
export class SignInService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly formerSessions: FormerSessions,
    private readonly deviceCookies: KnownDeviceCookies,
    private readonly knownDevices: KnownDevicesStore,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
  ) {}

  /** The id of this browser's device if it has signed in to this account since its devices were last forgotten; else null. */
  deviceIdOf(client: ClientState, owner: DeviceOwner): string | null {
    return this.deviceCookies.deviceIdOf(client, owner);
  }

  /**
   * Does the work of `open` and `complete` in one statement if the owner need not be notified. Returns null, without a
   * session, if the owner must be notified or `unless` holds; `always` is written even then.
   */
  async openOnKnownDevice(
    user: User,
    proven: ProvenSignIn,
    { client, former, unless, always }: KnownDeviceSignIn,
  ): Promise<SignedIn | null> {
    const { by, deviceId, context } = proven;
    const { row: session, tokens } = this.sessions.prepare(user, context, proven);
    const event = { type: knownDeviceEvents[by], userId: user.id, sessionId: session.id, context };
    const isOpened = await this.knownDevices.open({
      user,
      session,
      isKnownDevice: deviceId !== null,
      unless,
      always,
      record: (when) => this.securityEvents.part(event, when),
      ending: (when) => (former ? this.formerSessions.endingParts(former, when) : []),
    });
    if (!isOpened) return null;
    if (former) await this.formerSessions.forget(former);
    return this.signedIn(tokens, client);
  }

  /**
   * `user` is as read when the proof was checked: if all sessions have ended since, this one is invalid from the start.
   */
  async open(tx: Prisma.TransactionClient, user: User, proven: ProvenSignIn): Promise<OpenedSession> {
    const { by, provider, deviceId, context } = proven;
    const isNew = deviceId === null && !(await this.knownDevices.hasBeenAt(tx, user, context));
    // The notice contains a link, which must not be made for an account that was taken back a moment ago.
    if (isNew && (await lockAccount(tx, user.id))?.authGeneration !== user.authGeneration) {
      throw new AppError('UNAUTHENTICATED');
    }
    const opened = await this.sessions.open(tx, user, context, proven);
    const type = isNew ? 'NEW_DEVICE_SIGNED_IN' : knownDeviceEvents[by];
    await this.securityEvents.record(tx, {
      type,
      userId: user.id,
      sessionId: opened.sessionId,
      context,
      ...(provider !== undefined && { provider }),
    });
    if (isNew) await this.notices.send(tx, user, 'NEW_DEVICE', context);
    return opened;
  }

  /**
   * The last step of every sign-in, after the commit. New cookies replace a session that this browser may still have:
   * it is ended, not left behind (session fixation).
   */
  async complete(opened: OpenedSession, client: ClientState, context: RequestContext): Promise<SignedIn> {
    await this.formerSessions.end(client, context);
    return this.signedIn(opened, client);
  }

  private signedIn(opened: OpenedSession, client: ClientState): SignedIn {
    const { user, devicesForgottenAt } = opened;
    const device = this.deviceCookies.remember(client, { id: user.id, devicesForgottenAt });
    return { user, cookies: [...this.sessions.firstCookiesOf(opened, client), device] };
  }
}
