import { readFileSync } from 'node:fs';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@pixelboxx/embedded-postgres';
import pg from 'pg';
import { emptyTables, fingerprintOf, freeSession } from './database-reset.ts';

interface Instance {
  readonly postgres: EmbeddedPostgres;
  /** The fingerprint of its initial state. */
  readonly fingerprint: string;
}

/** Databases not in use at present. The test files of one process run one after another and share this. */
const idle: Instance[] = [];
let lent = 0;

/** How many have not been returned. */
export const lentDatabases = (): number => lent;

/**
 * A database with the tables of a snapshot and no rows. Starting one takes a second, so a returned database is emptied and
 * reused, unless its file has changed more than rows.
 */
export async function borrowEmbedded(snapshotPath: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { instance, url } = (await reuse()) ?? (await start(snapshotPath));
  lent += 1;
  let isGivenBack = false;
  return {
    url,
    stop: () => {
      if (!isGivenBack) {
        idle.push(instance);
        lent -= 1;
      }
      isGivenBack = true;
      return Promise.resolve();
    },
  };
}

async function start(snapshotPath: string): Promise<{ instance: Instance; url: string }> {
  const postgres = await startEmbeddedPostgres({ snapshot: readFileSync(snapshotPath) });
  const fingerprint = await asOnlyClient(postgres.url, fingerprintOf);
  return { instance: { postgres, fingerprint }, url: postgres.url };
}

async function reuse(): Promise<{ instance: Instance; url: string } | undefined> {
  const instance = idle.pop();
  if (!instance) return undefined;
  // With a new password: an app that an earlier file forgot to stop must not reconnect.
  const url = await instance.postgres.evict();
  const isAsBefore = await asOnlyClient(url, async (client) => {
    await freeSession(client);
    if ((await fingerprintOf(client)) !== instance.fingerprint) return false;
    await emptyTables(client);
    return true;
  });
  if (isAsBefore) return { instance, url };
  await instance.postgres.stop();
  return reuse();
}

async function asOnlyClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
