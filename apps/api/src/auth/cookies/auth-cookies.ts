import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { createParameter } from '../../platform/http/endpoint/parameters.ts';
import { soleCookie } from '../../platform/http/security/cookie-header.ts';

/** Every cookie used for signing in: its name without prefix, and whether requests from other sites carry it. */
const kinds = {
  access: { name: 'pbx_access', sameSite: 'lax' },
  refresh: { name: 'pbx_refresh', sameSite: 'strict' },
  /** A sign-in that waits for its second factor. */
  challenge: { name: 'pbx_challenge', sameSite: 'strict' },
  /** State of a flow begun with an identity provider. The provider redirects to a page of ours, which sends this cookie. */
  authorization: { name: 'pbx_authorization', sameSite: 'strict' },
  /** Identifies the browser that requested an email code. The link in the email opens a page of ours, which sends this cookie. */
  emailCode: { name: 'pbx_email_code', sameSite: 'strict' },
  /** The accounts that this browser has signed in to before. */
  device: { name: 'pbx_device', sameSite: 'lax' },
} as const;

export type AuthCookie = keyof typeof kinds;

/** The state that a browser holds for us, as it sent it: nothing is verified yet. */
export interface ClientState {
  /** From the Authorization header, else from the cookie. */
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly challengeToken: string | undefined;
  readonly authorizationToken: string | undefined;
  readonly emailCodeToken: string | undefined;
  /** In the format of `KnownDeviceCookies`. */
  readonly knownDevices: string | undefined;
}

/** One cookie that a response sets or, with an age of 0, removes. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  readonly options: {
    readonly httpOnly: true;
    readonly secure: boolean;
    readonly path: '/';
    readonly sameSite: 'lax' | 'strict';
    /** In seconds. */
    readonly maxAge: number;
  };
}

/**
 * Reads and makes cookies; the meaning of their values is defined by the rooms they belong to. `__Host-` (https only)
 * binds them to exactly this host, so that no sibling domain can plant one (RFC 6265bis 4.1.3.2). Over plain http,
 * which is used only on a single local machine, the names have no prefix.
 */
@Injectable()
export class AuthCookies {
  private readonly secure: boolean;

  constructor(@InjectConfig() config: Config) {
    this.secure = config.http.secureCookies;
  }

  read(request: FastifyRequest): ClientState {
    return {
      accessToken: this.accessToken(request),
      refreshToken: this.valueOf('refresh', request),
      challengeToken: this.valueOf('challenge', request),
      authorizationToken: this.valueOf('authorization', request),
      emailCodeToken: this.valueOf('emailCode', request),
      knownDevices: this.valueOf('device', request),
    };
  }

  /**
   * The access token of a request, not verified yet. An Authorization header is deliberate and wins over cookies. A
   * malformed one is not ignored, and of two headers neither is accepted.
   */
  accessToken(request: FastifyRequest): string | undefined {
    const { authorization } = request.headers;
    if (authorization === undefined) return this.valueOf('access', request);
    // Node keeps only the first of several headers.
    if ((request.raw.headersDistinct['authorization']?.length ?? 0) > 1) return undefined;
    return /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
  }

  set(cookie: AuthCookie, value: string, maxAge: number): ResponseCookie {
    const { sameSite } = kinds[cookie];
    return {
      name: this.nameOf(cookie),
      value,
      options: { httpOnly: true, secure: this.secure, path: '/', sameSite, maxAge },
    };
  }

  clear(cookie: AuthCookie): ResponseCookie {
    return this.set(cookie, '', 0);
  }

  private valueOf(cookie: AuthCookie, request: FastifyRequest): string | undefined {
    return soleCookie(request, this.nameOf(cookie));
  }

  private nameOf(cookie: AuthCookie): string {
    return `${this.secure ? '__Host-' : ''}${kinds[cookie].name}`;
  }
}

/** Sets cookies in the response, even if it is a failure. A handler calls it with the cookies that the service returned. */
export type CookieWriter = (cookies: readonly ResponseCookie[]) => void;

function writeCookies(reply: FastifyReply, cookies: readonly ResponseCookie[]): void {
  if (cookies.length === 0) return;
  for (const cookie of cookies) void reply.header('set-cookie', setCookieOf(cookie));
  // A shared cache that kept this response would give one user's session to another.
  void reply.header('cache-control', 'no-store');
}

/** The characters of our tokens, none of which has a meaning in a header (RFC 6265, 4.1.1). */
const plainValue = /^[\w.-]*$/;

/**
 * The value of a `Set-Cookie` header (RFC 6265, 4.1).
 * @throws TypeError for a value that would have to be encoded; our tokens never need that
 */
export function setCookieOf({ name, value, options }: ResponseCookie): string {
  if (!plainValue.test(value)) throw new TypeError(`A value of ${name} does not fit into a cookie`);
  const secure = options.secure ? '; Secure' : '';
  const sameSite = options.sameSite === 'lax' ? 'Lax' : 'Strict';
  return `${name}=${value}; Max-Age=${options.maxAge}; Path=${options.path}; HttpOnly${secure}; SameSite=${sameSite}`;
}

const clientParameter = createParameter('Client', (_spec, find) => {
  const cookies = find(AuthCookies);
  return (request) => cookies.read(request);
});

/** Parameter decorator for methods with `@Handle`: `@Client() client: ClientState`. */
export const Client = (): ParameterDecorator => clientParameter;

const cookiesParameter = createParameter('SetCookies', (spec) => {
  // A response stored for an `Idempotency-Key` would be replayed without its cookies.
  if (!spec.setsCookies) throw new Error(`${spec.method} ${spec.path} sets cookies: say it in the contract`);
  return (_request, reply): CookieWriter => {
    return (cookies) => writeCookies(reply, cookies);
  };
});

/** Parameter decorator for methods with `@Handle` whose spec has `setsCookies`: `@SetCookies() setCookies: CookieWriter`. */
export const SetCookies = (): ParameterDecorator => cookiesParameter;
