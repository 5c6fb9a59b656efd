import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** 256 bits that nobody has to know, as text for a setting (base64url, 43 characters). */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

/** What an installation keeps for as long as it lives: whoever loses one signs everybody out, or cannot read what was encrypted. */
export const keptSecretNames = [
  'JWT_PRIVATE_KEY',
  'REFRESH_TOKEN_SECRET',
  'FILE_URL_SECRET',
  'DEVICE_COOKIE_SECRET',
  'DATA_ENCRYPTION_KEY',
] as const;

/** What two services know each other by; other ones may begin at each start, if they begin at both ends. */
export const sharedSecretNames = ['PROXY_SECRET', 'AI_SERVICE_TOKEN'] as const;

export type KeptSecrets = Record<(typeof keptSecretNames)[number], string>;
export type SharedSecrets = Record<(typeof sharedSecretNames)[number], string>;

/** Others each time. The key that signs access tokens is Ed25519 (PKCS #8 DER, base64); all others are `randomSecret`. */
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

/** Others each time. */
export const makeSharedSecrets = (): SharedSecrets => ({
  PROXY_SECRET: randomSecret(),
  AI_SERVICE_TOKEN: randomSecret(),
});
