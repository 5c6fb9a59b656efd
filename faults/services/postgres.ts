import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import pg from 'pg';
import { Disk } from './disk.ts';
import { Program } from './program.ts';
import { onDisk, type ServiceKind } from './service.ts';

/** Where Debian installs each version's programs. */
const versions = '/usr/lib/postgresql';

/** PostgreSQL on a separate disk: rows and log on the same one, as in a default installation. */
export async function postgres(folder: string): Promise<ServiceKind> {
  const newest = readdirSync(versions)
    .toSorted((one, other) => Number(one) - Number(other))
    .at(-1);
  const bin = join(versions, newest ?? '', 'bin');
  const disk = Disk.make(folder, 200);
  const data = join(folder, 'data');
  const sockets = join(folder, 'sockets');
  const who = owner();
  mkdirSync(sockets);
  if (who.uid !== undefined) for (const path of [folder, sockets]) chownSync(path, who.uid, who.uid);
  await Program.run({
    ...who,
    command: join(bin, 'initdb'),
    args: ['-D', data, '-U', 'pixelboxx', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=1'],
  });
  return {
    name: 'Postgres',
    start: (port) => {
      // Left behind by a killed server; its child processes end on their own.
      if (existsSync(join(data, 'postmaster.pid'))) rmSync(join(data, 'postmaster.pid'));
      return Program.start({
        ...who,
        command: join(bin, 'postgres'),
        args: ['-D', data, '-p', String(port), '-k', sockets, ...['-c', 'listen_addresses=127.0.0.1']]
          .concat(['-c', 'max_connections=100', '-c', 'fsync=off'])
          .concat(['-c', 'min_wal_size=2MB', '-c', 'max_wal_size=8MB']),
      });
    },
    settings: (port) => ({ DATABASE_URL: databaseUrl(port) }),
    untilUp: async (port) => {
      await pollUntil('Postgres takes connections', () => canQuery(port), { timeoutMs: 60_000, everyMs: 50 });
    },
    ...onDisk(disk),
  };
}

export const databaseUrl = (port: number, name = 'postgres'): string =>
  `postgresql://pixelboxx@127.0.0.1:${port}/${name}`;

async function canQuery(port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl(port), connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Postgres refuses to run as root. */
function owner(): { uid?: number } {
  if (process.getuid?.() !== 0) return {};
  return { uid: Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })) };
}
