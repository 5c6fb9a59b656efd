import { generateKeyPairSync, randomBytes } from 'node:crypto';

const random = () => randomBytes(32).toString('base64url');

/** For one run. */
export function makeSecrets(): Record<string, string> {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    JWT_PRIVATE_KEY: key.toString('base64'),
    REFRESH_TOKEN_SECRET: random(),
    FILE_URL_SECRET: random(),
    DEVICE_COOKIE_SECRET: random(),
    DATA_ENCRYPTION_KEY: random(),
    PROXY_SECRET: random(),
    AI_SERVICE_TOKEN: random(),
  };
}
