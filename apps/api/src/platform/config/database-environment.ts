import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readSettingFiles } from '@pixelboxx/node-kit';
import { type Config, ConfigError, loadConfig, settingNames } from './config.ts';

/** What the database commands need; they run without the rest of the api's configuration and its secrets. */
export interface DatabaseEnvironment {
  readonly url: string | undefined;
  readonly isProduction: boolean;
  /** Demo users have a published password: seeding them in production needs explicit permission. */
  readonly allowDemoSeed: boolean;
}

/** @throws ConfigError if the file for DATABASE_URL cannot be read */
export function readDatabaseEnvironment(given: NodeJS.ProcessEnv = process.env): DatabaseEnvironment {
  const { env, faults } = readSettingFiles(given, ['DATABASE_URL']);
  if (faults.length > 0) throw new ConfigError(faults);
  const url = env['DATABASE_URL'];
  return {
    url: url === '' ? undefined : url,
    isProduction: env['NODE_ENV'] === 'production',
    allowDemoSeed: env['ALLOW_DEMO_SEED'] === 'true',
  };
}

/**
 * The api's configuration for a tool that signs nothing: secrets that are not set are generated on the spot, so that
 * seeding needs only the database and, if it is not the default, the storage. Throws ConfigError.
 */
export function loadToolConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { privateKey } = generateKeyPairSync('ed25519');
  return loadConfig({
    JWT_PRIVATE_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    REFRESH_TOKEN_SECRET: randomBytes(32).toString('base64url'),
    FILE_URL_SECRET: randomBytes(32).toString('base64url'),
    DEVICE_COOKIE_SECRET: randomBytes(32).toString('base64url'),
    DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    ...readSettingFiles(env, settingNames).env,
  });
}
