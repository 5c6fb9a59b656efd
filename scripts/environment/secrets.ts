import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import type { Environment } from './settings.ts';

const random = () => randomBytes(32).toString('base64url');

const secretNames = ['JWT_PRIVATE_KEY', 'REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DEVICE_COOKIE_SECRET'] as const;
type SecretName = (typeof secretNames)[number];
type Secrets = Record<SecretName, string>;

function isSecrets(value: unknown): value is Secrets {
  return (
    typeof value === 'object' &&
    value !== null &&
    secretNames.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}

/**
 * The secrets of this installation: generated once into `DATA_DIR/secrets.json` (mode 0600) and never overwritten,
 * since a lost key signs everybody out. A secret in `env` is left to `env`.
 * @throws Fault when the file is damaged
 */
export function ensureSecrets(dataDir: string, env: Environment): Environment {
  const stored = readSecrets(dataDir) ?? createSecrets(dataDir);
  return {
    ...Object.fromEntries(secretNames.map((name) => [name, env[name] ?? stored[name]])),
    // Only the processes of one run share it, so it need not be kept.
    PROXY_SECRET: env['PROXY_SECRET'] ?? random(),
  };
}

/** The stored secrets; undefined when there are none yet. @throws Fault when the file is damaged */
export function readSecrets(dataDir: string): Secrets | undefined {
  const path = join(dataDir, 'secrets.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Fault(`${path} cannot be read. Give this user access to it.`, { cause: error });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (isSecrets(parsed)) {
    // A restored backup may have come back readable to everyone.
    chmodSync(path, 0o600);
    return parsed;
  }
  throw new Fault(`${path} is damaged. Restore it from a backup; or delete it, which signs everybody out.`);
}

/** Secrets that are kept nowhere, for whoever only wants to see whether the rest of a configuration is right. */
export function generateSecrets(): Secrets {
  return {
    JWT_PRIVATE_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'der', type: 'pkcs8' })
      .toString('base64'),
    REFRESH_TOKEN_SECRET: random(),
    FILE_URL_SECRET: random(),
    DEVICE_COOKIE_SECRET: random(),
  };
}

function createSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'secrets.json');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(generateSecrets(), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    // Fails where another process was faster: whoever comes second takes what is there.
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const stored = readSecrets(dataDir);
  if (!stored) throw new Fault(`${path} vanished while it was written.`);
  return stored;
}
