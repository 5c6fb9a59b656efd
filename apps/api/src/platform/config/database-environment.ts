/** What the database commands need to know; they run without the rest of the api's configuration and its secrets. */
export interface DatabaseEnvironment {
  readonly url: string | undefined;
  readonly isProduction: boolean;
  /** Demo people have a published password: seeding them in production must be asked for. */
  readonly allowDemoSeed: boolean;
}

export function readDatabaseEnvironment(env: NodeJS.ProcessEnv = process.env): DatabaseEnvironment {
  const url = env['DATABASE_URL'];
  return {
    url: url === '' ? undefined : url,
    isProduction: env['NODE_ENV'] === 'production',
    allowDemoSeed: env['ALLOW_DEMO_SEED'] === 'true',
  };
}
