import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { soleCookie } from '../platform/http/cookie-header.ts';

/** The longest that browsers keep a cookie (RFC 6265bis). */
const maxAgeSeconds = 400 * 24 * 3600;

/** People who share a device, most recent first. */
const peopleMax = 4;

const userIdBytes = 16;
const deviceIdBytes = 12;
const sealBytes = 16;

interface Entry {
  readonly userId: string;
  readonly deviceId: string;
  readonly text: string;
}

/**
 * Marks a browser as one that has signed in to an account (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"). It lets nobody in; it only gives the device tries of its own, so that strangers cannot use up the owner's.
 * Survives signing out. One entry a person, sealed by the server: `base64url(user id, device id, seal)`, joined by dots.
 */
@Injectable()
export class DeviceCookies {
  private readonly key: KeyObject;
  private readonly name: string;
  private readonly options;

  constructor(@InjectConfig() config: Config) {
    const secure = config.http.secureCookies;
    this.key = createSecretKey(config.secrets.deviceCookie);
    this.name = `${secure ? '__Host-' : ''}pbx_device`;
    this.options = { httpOnly: true, secure, path: '/', sameSite: 'lax', maxAge: maxAgeSeconds } as const;
  }

  /** The id of this device for that account; null when it never signed in to it. */
  deviceIdOf(request: FastifyRequest, userId: string): string | null {
    return this.read(request).find((entry) => entry.userId === userId)?.deviceId ?? null;
  }

  /** After every completed sign-in, and wherever else a browser proves to be its owner's, such as a reset by mail. */
  remember(request: FastifyRequest, reply: FastifyReply, userId: string): void {
    const known = this.read(request);
    const own = known.find((entry) => entry.userId === userId) ?? this.newEntry(userId);
    const entries = [own, ...known.filter((entry) => entry.userId !== userId)].slice(0, peopleMax);
    void reply.setCookie(this.name, entries.map(({ text }) => text).join('.'), this.options);
    void reply.header('cache-control', 'no-store');
  }

  private read(request: FastifyRequest): Entry[] {
    const texts = soleCookie(request, this.name)?.split('.', peopleMax) ?? [];
    return texts.map((text) => this.parse(text)).filter((entry) => entry !== null);
  }

  private parse(text: string): Entry | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== userIdBytes + deviceIdBytes + sealBytes) return null;
    const content = bytes.subarray(0, userIdBytes + deviceIdBytes);
    if (!timingSafeEqual(this.seal(content), bytes.subarray(content.length))) return null;
    const hex = content.toString('hex');
    const userId = hex.slice(0, 2 * userIdBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { userId, deviceId: hex.slice(2 * userIdBytes), text: bytes.toString('base64url') };
  }

  private newEntry(userId: string): Entry {
    const deviceId = randomBytes(deviceIdBytes);
    const content = Buffer.concat([Buffer.from(userId.replaceAll('-', ''), 'hex'), deviceId]);
    const text = Buffer.concat([content, this.seal(content)]).toString('base64url');
    return { userId, deviceId: deviceId.toString('hex'), text };
  }

  private seal(content: Buffer): Buffer {
    return createHmac('sha256', this.key).update('device:').update(content).digest().subarray(0, sealBytes);
  }
}
