import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { makeKeptSecrets } from '@pixelboxx/node-kit/make-secrets';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import pg from 'pg';
import { type BenchDatabase, freePort, startDatabase } from './database.ts';
import { ServerProcess } from './server-process.ts';

const root = join(import.meta.dirname, '..');

export const password = 'violet kettle 7 sings';

/** For files that a run writes besides the database; removed at its end. */
export const workDirectory = mkdtempSync(join(tmpdir(), 'pixelboxx-bench-data-'));

/** The credentials of one signed-in connection. */
export interface Visitor {
  readonly username: string;
  readonly cookies: string;
  readonly accessToken: string;
  readonly sessionId: string;
}

/** The database, secrets and servers of a run. */
export class Stage {
  private readonly secrets = makeKeptSecrets();

  readonly database: BenchDatabase;

  private constructor(database: BenchDatabase) {
    this.database = database;
  }

  static async open(): Promise<Stage> {
    const database = await startDatabase();
    await migrate(database.url);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      'CREATE TABLE IF NOT EXISTS bench_users (username text PRIMARY KEY, password_hash text NOT NULL)',
    );
    await client.end();
    return new Stage(database);
  }

  async startApi(
    core?: number,
    settings: Record<string, string> = {},
  ): Promise<{ server: ServerProcess; url: string }> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = await ServerProcess.start({
      script: 'dist/main.js',
      nodeOptions: memorySettings.api.nodeOptions,
      cwd: join(root, 'apps/api'),
      readyUrl: `${url}/v1/health/ready`,
      ...(core === undefined ? {} : { core }),
      env: {
        ...this.secrets,
        NODE_ENV: 'production',
        ...memorySettings.api.env,
        ALLOW_EMBEDDED: 'true',
        DATABASE_URL: this.database.url,
        DATA_DIR: workDirectory,
        API_PORT: String(port),
        RATE_LIMIT_SCALE: '1000000',
        TRUSTED_PROXIES: '127.0.0.0/8',
        ...settings,
      },
    });
    return { server, url };
  }

  /** Starts the built web in front of that api. */
  async startWeb(apiUrl: string, proxySecret: string, core?: number): Promise<{ server: ServerProcess; url: string }> {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const server = await ServerProcess.start({
      script: 'server.ts',
      cwd: join(root, 'apps/web'),
      readyUrl: `${url}/health`,
      ...(core === undefined ? {} : { core }),
      env: {
        NODE_ENV: 'production',
        WEB_PORT: String(port),
        WEB_ORIGIN: url,
        API_URL: apiUrl,
        PROXY_SECRET: proxySecret,
        NEXT_TELEMETRY_DISABLED: '1',
      },
    });
    return { server, url };
  }

  async startLimit(
    script: 'server.ts' | 'nest-hello.ts' | 'streams.ts' | 'page.ts',
    core?: number,
    settings: Record<string, string> = {},
  ): Promise<{ server: ServerProcess; url: string }> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const der = Buffer.from(this.secrets.JWT_PRIVATE_KEY, 'base64');
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const server = await ServerProcess.start({
      script: join(import.meta.dirname, 'limits', script),
      cwd: root,
      readyUrl: `${url}/hello`,
      ...(core === undefined ? {} : { core }),
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE_URL: this.database.url,
        NAMED_STATEMENTS: String(this.database.kind === 'PostgreSQL'),
        JWT_PUBLIC_KEY: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
        PASSWORD_HASH: await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
        ...settings,
      },
    });
    return { server, url };
  }

  async close(): Promise<void> {
    await this.database.stop();
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

/** Migrates the empty database at that URL to the api's schema. */
export async function migrate(databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, ['prisma/cli.ts', 'apply'], {
    cwd: join(root, 'apps/api'),
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The database cannot be migrated');
}

/** Creates an empty, migrated database on the run's server. */
export async function createDatabase(
  { database }: Stage,
  name: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const execute = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const drop = () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await drop();
  await execute(`CREATE DATABASE ${name}`);
  await migrate(url.href);
  return { url: url.href, drop };
}

/** The cookie that identifies a known device, among all cookies of the browser. */
export function deviceCookieOf(cookies: string): string {
  return cookies.split('; ').find((pair) => pair.startsWith('pbx_device=')) ?? 'pbx_device=';
}

export function loginBody({ username }: Visitor): string {
  return JSON.stringify({ identifier: username, password });
}

/** Registers users over HTTP, as everybody does. */
export async function register(url: string, count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let index = 0; index < count; index += 1) {
    const username = `bench_${randomBytes(6).toString('hex')}`;
    const response = await fetch(`${url}/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, email: `${username}@example.com`, password }),
    });
    if (!response.ok) throw new Error(`Registering failed: ${response.status} ${await response.text()}`);
    const pairs = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    const accessToken = pairs.find((pair) => pair.startsWith('pbx_access='))?.slice('pbx_access='.length) ?? '';
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
    visitors.push({ username, cookies: pairs.join('; '), accessToken, sessionId: claims.sid });
  }
  return visitors;
}
