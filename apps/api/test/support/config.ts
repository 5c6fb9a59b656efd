import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/platform/config/config.ts';

const jwtKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

/** A numbered database of the given Redis for each test process: files that run in parallel must not share limits. */
export function testRedisUrl(): string | undefined {
  const given = process.env['TEST_REDIS_URL'];
  if (!given) return undefined;
  const url = new URL(given);
  url.pathname = `/${process.env['VITEST_POOL_ID'] ?? '0'}`;
  return url.href;
}

/** A stream for each test process: an event is handled once, and the app of another file must not handle it. */
function testStream(): string | undefined {
  return process.env['TEST_NATS_URL'] && `PIXELBOXX_${process.env['VITEST_POOL_ID'] ?? '0'}`;
}

/** A complete environment for one test process: cheap hashing, silent logs, everything embedded unless overridden. */
export function testEnvironment(overrides: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    API_PORT: '0',
    TRUSTED_PROXIES: '127.0.0.0/8',
    DATA_DIR: mkdtempSync(join(tmpdir(), 'pixelboxx-test-')),
    DATABASE_URL: 'postgresql://postgres:postgres@127.0.0.1:1/postgres',
    REDIS_URL: testRedisUrl(),
    NATS_URL: process.env['TEST_NATS_URL'],
    NATS_STREAM: testStream(),
    JWT_PRIVATE_KEY: jwtKey,
    REFRESH_TOKEN_SECRET: randomBytes(32).toString('base64url'),
    FILE_URL_SECRET: randomBytes(32).toString('base64url'),
    DEVICE_COOKIE_SECRET: randomBytes(32).toString('base64url'),
    DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    ARGON2_MEMORY_KIB: '64',
    ARGON2_ITERATIONS: '1',
    RATE_LIMIT_SCALE: '1000',
    // The timeout of outages is set by their own tests: a busy machine is not an outage.
    DATABASE_TIMEOUT_MS: '20000',
    REDIS_TIMEOUT_MS: '20000',
    ...overrides,
  };
}

export function testConfig(overrides: Record<string, string | undefined> = {}): Config {
  return loadConfig(testEnvironment(overrides));
}
