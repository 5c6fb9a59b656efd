import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** 256 random bits as text for a setting (base64url, 43 characters); nobody needs to know it. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

/** Secrets that an installation keeps for its lifetime: losing one signs everybody out, or makes encrypted data unreadable. */
export const keptSecretNames = [
  'JWT_PRIVATE_KEY',
  'REFRESH_TOKEN_SECRET',
  'FILE_URL_SECRET',
  'DEVICE_COOKIE_SECRET',
  'DATA_ENCRYPTION_KEY',
] as const;

/** Secrets by which two services recognize each other; they can change at each start if they change on both sides. */
export const sharedSecretNames = ['PROXY_SECRET', 'AI_SERVICE_TOKEN'] as const;

export type KeptSecrets = Record<(typeof keptSecretNames)[number], string>;
export type SharedSecrets = Record<(typeof sharedSecretNames)[number], string>;

/** New ones on each call. The key that signs access tokens is Ed25519 (PKCS #8 DER, base64); all others are `randomSecret`. */
export function makeKeptSecrets(): KeptSecrets {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    JWT_PRIVATE_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    REFRESH_TOKEN_SECRET: randomSecret(),
    FILE_URL_SECRET: randomSecret(),
    DEVICE_COOKIE_SECRET: randomSecret(),
    DATA_ENCRYPTION_KEY: randomSecret(),
  };
}

/** New ones on each call. */
export const makeSharedSecrets = (): SharedSecrets => ({
  PROXY_SECRET: randomSecret(),
  AI_SERVICE_TOKEN: randomSecret(),
});
