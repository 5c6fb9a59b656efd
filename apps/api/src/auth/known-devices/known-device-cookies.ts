import { Injectable } from '@nestjs/common';
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { hmacKeysOf } from '../../platform/crypto/key-ring.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';

/** The longest lifetime that browsers give a cookie (RFC 6265bis). */
const maxAgeSeconds = 400 * 24 * 3600;

/** Users who share a device, most recent first. */
const usersMax = 4;

const userIdBytes = 16;
const deviceIdBytes = 12;
const sealBytes = 16;

/** The user whose devices these are. */
export type DeviceOwner = Pick<User, 'id' | 'devicesForgottenAt'>;

interface Entry {
  readonly userId: string;
  readonly deviceId: string;
  readonly text: string;
}

/**
 * Marks a browser that has signed in to an account (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 * The cookie grants no access. It only gives the device its own attempts, so that strangers cannot use up the owner's.
 * It survives signing out, and is void once the account forgets its devices. It has one entry per user, sealed by the
 * server together with the time of that: `base64url(user id, device id, seal)`, joined by dots. If the seal can be
 * verified only with the account, a mark follows that can be verified without; the last release reads no fifth entry,
 * and none so short.
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

  /** This device's id for that account; null if it has not signed in since the account's devices were forgotten. */
  deviceIdOf(client: Pick<ClientState, 'knownDevices'>, owner: DeviceOwner): string | null {
    return this.ownEntry(this.read(client), owner)?.deviceId ?? null;
  }

  /** All accounts that know this device and have never forgotten their devices; for others only `deviceIdOf` can tell. */
  ownDevices(client: ClientState): { userId: string; deviceId: string }[] {
    const genuine = this.read(client).filter((entry) =>
      this.isSealed(entry, { id: entry.userId, devicesForgottenAt: null }),
    );
    return genuine.filter(({ userId }, index) => genuine.findIndex((entry) => entry.userId === userId) === index);
  }

  /** Call it after every completed sign-in, and when a browser otherwise proves to be its owner's, such as by a mailed reset. */
  remember(client: ClientState, owner: DeviceOwner): ResponseCookie {
    const known = this.read(client);
    const own = this.sealed(this.ownEntry(known, owner)?.deviceId ?? randomBytes(deviceIdBytes).toString('hex'), owner);
    const entries = [own, ...known.filter((entry) => entry.userId !== owner.id)].slice(0, usersMax);
    const texts = entries.map(({ text }) => text);
    if (owner.devicesForgottenAt) texts.push(this.mark(own));
    return this.cookies.set('device', texts.join('.'), maxAgeSeconds);
  }

  /**
   * The id of the last user who signed in here, from this cookie alone; null if it proves nothing. The account may have
   * forgotten its devices since, so use it only to give requests priority under load.
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

  /** Other users' entries are copied unread: their seals are verified when those users sign in. */
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

  /** Uses the first key, also for entries sealed with a former one: a user who keeps signing in stays known. */
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
