import { Injectable } from '@nestjs/common';
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { hmacKeysOf } from '../../platform/crypto/key-ring.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';

/** The longest that browsers keep a cookie (RFC 6265bis). */
const maxAgeSeconds = 400 * 24 * 3600;

/** Users who share a device, most recent first. */
const usersMax = 4;

const userIdBytes = 16;
const deviceIdBytes = 12;
const sealBytes = 16;

/** Whose devices these are. */
export type DeviceOwner = Pick<User, 'id' | 'devicesForgottenAt'>;

interface Entry {
  readonly userId: string;
  readonly deviceId: string;
  readonly text: string;
}

/**
 * Marks a browser as one that has signed in to an account (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"). It lets nobody in; it only gives the device tries of its own, so that strangers cannot use up the owner's.
 * Survives signing out, and is worth nothing once the account forgets its devices. One entry a user, sealed by the
 * server together with when that was: `base64url(user id, device id, seal)`, joined by dots. Where the seal cannot be
 * judged without the account, a mark follows that can; the last release reads no fifth entry, and none so short.
 */
@Injectable()
export class KnownDeviceCookies {
  private readonly keys: readonly [current: KeyObject, ...former: KeyObject[]];

  constructor(
    private readonly cookies: AuthCookies,
    @InjectConfig() config: Config,
  ) {
    this.keys = hmacKeysOf(config.secrets.deviceCookie);
  }

  /** The id of this device for that account; null when it has not signed in to it since its devices were forgotten. */
  deviceIdOf(client: Pick<ClientState, 'knownDevices'>, owner: DeviceOwner): string | null {
    return this.ownEntry(this.read(client), owner)?.deviceId ?? null;
  }

  /** Every account that this device is known to and that has never forgotten its devices; of others only `deviceIdOf` can say. */
  ownDevices(client: ClientState): { userId: string; deviceId: string }[] {
    const genuine = this.read(client).filter((entry) =>
      this.isSealed(entry, { id: entry.userId, devicesForgottenAt: null }),
    );
    return genuine.filter(({ userId }, index) => genuine.findIndex((entry) => entry.userId === userId) === index);
  }

  /** After every completed sign-in, and wherever else a browser proves to be its owner's, such as a reset by mail. */
  remember(client: ClientState, owner: DeviceOwner): ResponseCookie {
    const known = this.read(client);
    const own = this.sealed(this.ownEntry(known, owner)?.deviceId ?? randomBytes(deviceIdBytes).toString('hex'), owner);
    const entries = [own, ...known.filter((entry) => entry.userId !== owner.id)].slice(0, usersMax);
    const texts = entries.map(({ text }) => text);
    if (owner.devicesForgottenAt) texts.push(this.mark(own));
    return this.cookies.set('device', texts.join('.'), maxAgeSeconds);
  }

  /**
   * The id of the user who signed in here last, by this cookie alone; null where it proves nothing. Its devices may be
   * forgotten since: good for going first where many wait, and for nothing else.
   */
  lastUserOf({ knownDevices }: Pick<ClientState, 'knownDevices'>): string | null {
    if (knownDevices === undefined) return null;
    const [first = '', ...rest] = knownDevices.split('.', usersMax + 1);
    const entry = this.parse(first);
    if (!entry) return null;
    const isKnown =
      this.isMarked(entry, rest.at(-1)) || this.isSealed(entry, { id: entry.userId, devicesForgottenAt: null });
    return isKnown ? entry.userId : null;
  }

  private read({ knownDevices }: Pick<ClientState, 'knownDevices'>): Entry[] {
    const texts = knownDevices?.split('.', usersMax) ?? [];
    return texts.map((text) => this.parse(text)).filter((entry) => entry !== null);
  }

  /** Others' entries are carried along unread: whether their seals are right shows when it is their turn. */
  private ownEntry(entries: readonly Entry[], owner: DeviceOwner): Entry | undefined {
    return entries.find((entry) => entry.userId === owner.id && this.isSealed(entry, owner));
  }

  private parse(text: string): Entry | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== userIdBytes + deviceIdBytes + sealBytes) return null;
    const hex = bytes.subarray(0, userIdBytes + deviceIdBytes).toString('hex');
    const userId = hex.slice(0, 2 * userIdBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { userId, deviceId: hex.slice(2 * userIdBytes), text: bytes.toString('base64url') };
  }

  private isSealed({ text }: Entry, owner: DeviceOwner): boolean {
    const bytes = Buffer.from(text, 'base64url');
    const content = bytes.subarray(0, userIdBytes + deviceIdBytes);
    return this.keys.some((key) => timingSafeEqual(seal(key, content, owner), bytes.subarray(content.length)));
  }

  private mark({ text }: Entry): string {
    return markOf(this.keys[0], text).toString('base64url');
  }

  private isMarked({ text }: Entry, mark: string | undefined): boolean {
    const bytes = Buffer.from(mark ?? '', 'base64url');
    return bytes.length === sealBytes && this.keys.some((key) => timingSafeEqual(markOf(key, text), bytes));
  }

  /** Under the first key, also what came under a former one: who keeps signing in keeps being known. */
  private sealed(deviceId: string, owner: DeviceOwner): Entry {
    const content = Buffer.from(owner.id.replaceAll('-', '') + deviceId, 'hex');
    const text = Buffer.concat([content, seal(this.keys[0], content, owner)]).toString('base64url');
    return { userId: owner.id, deviceId, text };
  }
}

function seal(key: KeyObject, content: Buffer, { devicesForgottenAt }: DeviceOwner): Buffer {
  const sealing = createHmac('sha256', key).update('device:').update(content);
  if (devicesForgottenAt) sealing.update(`:${devicesForgottenAt.getTime()}`);
  return sealing.digest().subarray(0, sealBytes);
}

function markOf(key: KeyObject, entry: string): Buffer {
  return createHmac('sha256', key).update('device-mark:').update(entry).digest().subarray(0, sealBytes);
}
