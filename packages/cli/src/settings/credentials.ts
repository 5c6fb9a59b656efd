import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, exitCodes } from '../cli-error.ts';
import { readIfThere, writePrivately } from './private-file.ts';

/** What is stored about being signed in to a site. */
export interface Credential {
  readonly token: string;
  readonly username: string;
  /** When the token expires, as ISO 8601. */
  readonly expiresAt: string;
}

interface Kept {
  readonly version: 1;
  /** The default site, used if none is named. */
  readonly current: string | null;
  /** By origin. */
  readonly sites: Readonly<Record<string, Credential>>;
}

const nothing: Kept = { version: 1, current: null, sites: {} };

/** The tokens of all sites to which the user has signed in, in a file that only its owner can read. */
export class Credentials {
  readonly path: string;

  constructor(configDir: string) {
    this.path = join(configDir, 'credentials.json');
  }

  /** The default site, used if none is named; null if there is none. */
  async current(): Promise<string | null> {
    return (await this.#read()).current;
  }

  async find(url: string): Promise<Credential | null> {
    const { sites } = await this.#read();
    return Object.hasOwn(sites, url) ? (sites[url] ?? null) : null;
  }

  /** Also makes this site the default. */
  async save(url: string, credential: Credential): Promise<void> {
    const { sites } = await this.#read();
    await this.#write({ version: 1, current: url, sites: { ...sites, [url]: credential } });
  }

  async remove(url: string): Promise<void> {
    const { sites, current } = await this.#read();
    const left = Object.fromEntries(Object.entries(sites).filter(([site]) => site !== url));
    await this.#write({ version: 1, current: current === url ? (Object.keys(left)[0] ?? null) : current, sites: left });
  }

  /** @returns whether others could read the file; now they cannot */
  async close(): Promise<boolean> {
    if (process.platform === 'win32') return false;
    const found = await stat(this.path).catch(() => null);
    if (!found || (found.mode & 0o077) === 0) return false;
    await chmod(this.path, 0o600);
    return true;
  }

  async #read(): Promise<Kept> {
    const text = await readIfThere(this.path);
    if (text === null) return nothing;
    const kept = parse(text);
    if (isKept(kept)) return kept;
    throw new CliError(
      'CREDENTIALS_UNREADABLE',
      `${this.path} is not what this program has written. Remove it, and sign in again.`,
      exitCodes.local,
    );
  }

  async #write(kept: Kept): Promise<void> {
    await writePrivately(this.path, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    (value['current'] === null || typeof value['current'] === 'string') &&
    isRecord(value['sites']) &&
    Object.values(value['sites']).every(isCredential)
  );
}

function isCredential(value: unknown): value is Credential {
  return isRecord(value) && ['token', 'username', 'expiresAt'].every((key) => typeof value[key] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
