import 'reflect-metadata';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createApp } from './app.ts';
import { loadConfig } from './platform/config/config.ts';
import { describeApi } from './platform/http/openapi.ts';

/** Prints the OpenAPI document. Needs no database and no settings: the routes are the same under any configuration. */
const secret = (): string => randomBytes(32).toString('base64url');
const jwtKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });

const app = await createApp(
  loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgresql://nowhere',
    JWT_PRIVATE_KEY: jwtKey.toString('base64'),
    REFRESH_TOKEN_SECRET: secret(),
    FILE_URL_SECRET: secret(),
    DEVICE_COOKIE_SECRET: secret(),
    DATA_ENCRYPTION_KEY: secret(),
  }),
);
process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`, () => process.exit(0));
