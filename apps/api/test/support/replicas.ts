import { CONFIG, type Config } from '../../src/platform/config/config.ts';
import { type RunningApp, startReplica } from './app.ts';

/** The secrets that an app of the same installation needs to read what this one wrote. */
export function secretsOf({ app }: Pick<RunningApp, 'app'>): Record<string, string> {
  const { jwtPrivateKey, refreshToken, deviceCookie, fileUrl, dataEncryption } = app.get<Config>(CONFIG).secrets;
  return {
    JWT_PRIVATE_KEY: jwtPrivateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    REFRESH_TOKEN_SECRET: refreshToken.map((key) => key.toString('base64url')).join(','),
    DEVICE_COOKIE_SECRET: deviceCookie.map((key) => key.toString('base64url')).join(','),
    FILE_URL_SECRET: fileUrl.map((key) => key.toString('base64url')).join(','),
    DATA_ENCRYPTION_KEY: dataEncryption.map((key) => key.toString('base64url')).join(','),
  };
}

/** Another process of a running app: the same database and secrets, and nothing else shared. */
export function startTwin(
  app: RunningApp,
  settings: Record<string, string | undefined> = {},
): ReturnType<typeof startReplica> {
  return startReplica({ DATABASE_URL: app.databaseUrl, ...secretsOf(app), ...settings });
}
