import pg from 'pg';

/**
 * Runs `work` on an empty in-memory database. PGlite is loaded only here: applying migrations in production does not
 * have it.
 */
export async function withEmptyDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { startEmbeddedPostgres } = await import('@pixelboxx/scripts/embedded');
  const database = await startEmbeddedPostgres();
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
