import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeKeptSecrets, makeSharedSecrets, randomSecret } from '@pixelboxx/node-kit/make-secrets';
import { DeliveryFault } from './run.ts';

/** The secrets of a namespace: their values, by secret and by key. */
export type SecretFiles = Record<string, Record<string, string>>;

/** Secrets that nobody needs to know, generated for each installation. */
const generated = () => ({ ...makeKeptSecrets(), ...makeSharedSecrets() });

/**
 * The secrets of production that can be generated or follow from the database URL; mail and storage providers issue the others.
 * @param databaseUrl of PostgreSQL itself, with name and password: migrations and backups use it; the api uses PgBouncer
 */
export function makeProductionSecrets(databaseUrl: string): SecretFiles {
  const direct = parseDatabaseUrl(databaseUrl);
  const pooled = new URL(direct);
  pooled.host = 'pgbouncer:6432';
  pooled.search = '';
  const [redis, nats] = [randomSecret(), randomSecret()];
  const quoted = (text: string) => `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
  return {
    pixelboxx: {
      ...generated(),
      DATABASE_URL: pooled.href,
      DATABASE_URL_DIRECT: direct.href,
      REDIS_URL: `redis://:${redis}@valkey:6379`,
      NATS_URL: `nats://${nats}@nats:4222`,
    },
    'pixelboxx-pgbouncer': { 'userlist.txt': `${quoted(direct.username)} ${quoted(direct.password)}\n` },
    'pixelboxx-valkey': { 'users.acl': `user default on >${redis} ~* &* +@all\n` },
    'pixelboxx-nats': { 'authorization.conf': `authorization { token: "${nats}" }\n` },
  };
}

/** All secrets of a preview, which starts with a new database. */
export function makePreviewSecrets(): SecretFiles {
  const password = randomSecret();
  const url = `postgresql://pixelboxx:${password}@postgres:5432/pixelboxx`;
  return { pixelboxx: { ...generated(), POSTGRES_PASSWORD: password, DATABASE_URL: url, DATABASE_URL_DIRECT: url } };
}

/** @throws DeliveryFault, without the password */
function parseDatabaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.username || !url.password || url.pathname.length < 2)
    throw new DeliveryFault('The database has to be postgresql://NAME:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full');
  return url;
}

/**
 * Writes a folder per secret and a file per key, for their owner alone. Existing files stay: a lost key signs everybody out.
 * @returns what it wrote
 */
export function writeSecretFiles(folder: string, secrets: SecretFiles): string[] {
  const paths = Object.entries(secrets).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ path: join(name, key), value })),
  );
  // The two places of one password must come from the same run.
  const there = paths.filter(({ path }) => existsSync(join(folder, path)));
  if (there.length > 0)
    throw new DeliveryFault(
      `${folder} has secrets already, such as ${there[0]?.path}: take another folder, or keep them.`,
    );
  for (const { path, value } of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), value, { mode: 0o600, flag: 'wx' });
  }
  return paths.map(({ path }) => path);
}
