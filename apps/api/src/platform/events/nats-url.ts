export interface NatsEndpoint {
  readonly servers: string[];
  readonly isTls: boolean;
  readonly user: string | undefined;
  readonly pass: string | undefined;
  readonly token: string | undefined;
}

const form = /^(?<scheme>nats|tls):\/\/(?:(?<user>[^:@/]*)(?::(?<pass>[^@/]*))?@)?(?<hosts>[^/?@]+)\/?$/;

/**
 * `nats://[user:password@|token@]host[:port][,host[:port]…]`; `tls://` insists on TLS.
 * @throws TypeError that never repeats the URL, which holds a password.
 */
export function parseNatsUrl(url: string): NatsEndpoint {
  const parts = form.exec(url)?.groups;
  const hosts = parts?.['hosts']?.split(',') ?? [];
  if (!parts || !hosts.every((host) => host !== '' && URL.canParse(`nats://${host}`))) {
    throw new TypeError('NATS_URL must look like nats://host:4222');
  }
  const user = parts['user'] ? decodeURIComponent(parts['user']) : undefined;
  const pass = parts['pass'] ? decodeURIComponent(parts['pass']) : undefined;
  return {
    servers: hosts,
    isTls: parts['scheme'] === 'tls',
    // A name without a password is a token (as in the URLs of NATS's own tools).
    ...(pass === undefined ? { user: undefined, pass, token: user } : { user, pass, token: undefined }),
  };
}
