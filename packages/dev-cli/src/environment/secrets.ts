import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptSecrets, keptSecretNames, makeKeptSecrets } from '@pixelboxx/node-kit/make-secrets';
import { CliError } from '../cli-error.ts';
import type { Environment } from './settings.ts';

/** Secrets added in later versions: an older installation has none, and gets one at its next start. */
const laterNames = ['DATA_ENCRYPTION_KEY'] as const satisfies readonly (keyof KeptSecrets)[];
type LaterName = (typeof laterNames)[number];

type StoredSecrets = Omit<KeptSecrets, LaterName> & Partial<KeptSecrets>;

const isLater = (name: keyof KeptSecrets): boolean => laterNames.some((later) => later === name);

function isStoredSecrets(value: unknown): value is StoredSecrets {
  if (typeof value !== 'object' || value === null) return false;
  return keptSecretNames.every((name) => {
    const type = typeof Reflect.get(value, name);
    return type === 'string' || (type === 'undefined' && isLater(name));
  });
}

function isComplete(stored: StoredSecrets): stored is KeptSecrets {
  return laterNames.every((name) => stored[name] !== undefined);
}

/**
 * The secrets of this installation: generated once into `DATA_DIR/secrets.json` (mode 0600) and never overwritten,
 * because losing a key signs everybody out. Secrets set in `env` are not touched.
 * @throws CliError if the file is damaged
 */
export function ensureSecrets(dataDir: string, env: Environment): Environment {
  const found = readSecrets(dataDir) ?? createSecrets(dataDir);
  const stored = isComplete(found) ? found : completeSecrets(dataDir);
  return Object.fromEntries(keptSecretNames.map((name) => [name, env[name] ?? stored[name]]));
}

/** The stored secrets, possibly of an older version; undefined if there are none yet. @throws CliError if the file is damaged */
export function readSecrets(dataDir: string): StoredSecrets | undefined {
  const path = join(dataDir, 'secrets.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CliError(`${path} cannot be read. Give this user access to it.`, { cause: error });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (isStoredSecrets(parsed)) {
    // A restored backup may be readable by everyone.
    chmodSync(path, 0o600);
    return parsed;
  }
  throw new CliError(`${path} is damaged. Restore it from a backup; or delete it, which signs everybody out.`);
}

function createSecrets(dataDir: string): StoredSecrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'secrets.json');
  writeIfAbsent(path, makeKeptSecrets());
  const stored = readSecrets(dataDir);
  if (!stored) throw new CliError(`${path} vanished while it was written.`);
  return stored;
}

/**
 * Adds secrets that an older version did not have, and keeps the existing ones. If several processes run at once, the
 * first to place the addition wins, and all of them write the same result.
 */
function completeSecrets(dataDir: string): KeptSecrets {
  const path = join(dataDir, 'secrets.json');
  const additionPath = `${path}.addition`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const made = makeKeptSecrets();
    const additions = Object.fromEntries(laterNames.map((name) => [name, made[name]]));
    writeIfAbsent(additionPath, additions);
    // Read after the addition is in place: a process that removed an earlier one had already written the complete file.
    const stored = readSecrets(dataDir);
    const addition = readAddition(additionPath);
    if (stored && isComplete(stored)) {
      rmSync(additionPath, { force: true });
      return stored;
    }
    if (!stored || !addition) continue;
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ ...addition, ...stored }, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(draft, path);
  }
  throw new CliError(`${path} cannot be completed. Make sure that nothing else writes it.`);
}

function readAddition(path: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    // A faster process has removed it.
    return undefined;
  }
}

/** Atomic. If another process was faster, its file stays. */
function writeIfAbsent(path: string, secrets: object): void {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
