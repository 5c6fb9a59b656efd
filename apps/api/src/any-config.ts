import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Config, loadConfig } from './platform/config/config.ts';

/** For tools that need the program but none of its services: generated keys, and a database that does not exist. */
export function anyConfig(environment: 'test' | 'production'): Config {
  const secret = (): string => randomBytes(32).toString('base64url');
  const jwtKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  return loadConfig({
    NODE_ENV: environment,
    ALLOW_EMBEDDED: 'true',
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgresql://127.0.0.1:1/nowhere',
    JWT_PRIVATE_KEY: jwtKey.toString('base64'),
    REFRESH_TOKEN_SECRET: secret(),
    FILE_URL_SECRET: secret(),
    DEVICE_COOKIE_SECRET: secret(),
    DATA_ENCRYPTION_KEY: secret(),
  });
}
