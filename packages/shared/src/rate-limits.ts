/** A number of requests per window, counted per client address or per signed-in user. */
export interface RateLimitPolicy {
  /** Names the bucket; endpoints with the same name share it. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly by: 'ip' | 'user';
}

const hour = 3600;

/** Limits that several endpoints share: a request to one of them counts for the others too. */
export const rateLimits = {
  login: { name: 'login', limit: 300, windowSeconds: hour, by: 'ip' },
  /** Endpoints that accept a token from an e-mail. */
  emailToken: { name: 'mail-token', limit: 60, windowSeconds: 60, by: 'ip' },
  reauthentication: { name: 'step-up', limit: 60, windowSeconds: hour, by: 'user' },
  sessions: { name: 'sessions', limit: 120, windowSeconds: 60, by: 'user' },
  mfa: { name: 'mfa', limit: 60, windowSeconds: hour, by: 'user' },
  passkeys: { name: 'passkeys', limit: 60, windowSeconds: hour, by: 'user' },
  personalTokens: { name: 'personal-tokens', limit: 60, windowSeconds: hour, by: 'user' },
  /** Endpoints that accept the code that a program shows; the limit leaves few tries for guessing. */
  userCodes: { name: 'user-codes', limit: 30, windowSeconds: hour, by: 'user' },
  presentedToken: { name: 'presented-token', limit: 60, windowSeconds: 60, by: 'ip' },
  avatar: { name: 'upload', limit: 120, windowSeconds: hour, by: 'user' },
  imageUpload: { name: 'upload-image', limit: 600, windowSeconds: hour, by: 'user' },
  uploadUpdate: { name: 'upload-update', limit: 1200, windowSeconds: hour, by: 'user' },
  uploadPart: { name: 'upload-part', limit: 6000, windowSeconds: hour, by: 'user' },
  admin: { name: 'admin', limit: 120, windowSeconds: 60, by: 'user' },
  moderation: { name: 'moderation', limit: 300, windowSeconds: 60, by: 'user' },
} as const satisfies Record<string, RateLimitPolicy>;
