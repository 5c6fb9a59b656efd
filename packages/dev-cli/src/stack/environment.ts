import { join } from 'node:path';
import { randomSecret } from '@pixelboxx/node-kit/make-secrets';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import type { Environment, Settings } from '../environment/settings.ts';

export type Mode = 'production' | 'development';

/** An address at which this machine can reach a service that listens on `hosts`, which can be several. */
function reachableAt(hosts: string | undefined, port: number): string {
  const host = hosts?.split(',')[0]?.trim();
  const isAnywhere = host === undefined || host === '0.0.0.0' || host === '::' || host === 'localhost';
  return `http://${isAnywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function addresses({ env, ports }: Settings): Record<'web' | 'api' | 'ai', string> {
  return {
    web: reachableAt(env['WEB_HOST'], ports.web),
    api: reachableAt(env['API_HOST'], ports.api),
    ai: reachableAt(env['AI_HOST'], ports.ai),
  };
}

/**
 * The environment of every service of the stack: the user's settings, completed with derived ones.
 * @param derived the database URL and the secrets
 */
export function serviceEnvironment(settings: Settings, mode: Mode, derived: Environment): Environment {
  const { env, ports } = settings;
  const at = addresses(settings);
  return {
    // As in the image of the api (docker/Dockerfile); without them, images leave twice as much in memory (docs/uploads.md).
    ...memorySettings.api.env,
    ...env,
    ...derived,
    NODE_ENV: mode,
    // This command is for a single machine.
    ALLOW_EMBEDDED: env['ALLOW_EMBEDDED'] ?? 'true',
    DATA_DIR: settings.dataDir,
    WEB_PORT: String(ports.web),
    API_PORT: String(ports.api),
    AI_PORT: String(ports.ai),
    WEB_ORIGIN: settings.webOrigin,
    API_URL: env['API_URL'] ?? at.api,
    // Both sides start together, so it need not be stored.
    PROXY_SECRET: env['PROXY_SECRET'] ?? randomSecret(),
    AI_SERVICE_URL: env['AI_SERVICE_URL'] ?? at.ai,
    AI_SERVICE_TOKEN: env['AI_SERVICE_TOKEN'] ?? randomSecret(),
    NEXT_TELEMETRY_DISABLED: '1',
    PIXELBOXX_STARTED_AT: undefined,
    PIXELBOXX_INSTALL_SECONDS: undefined,
  };
}

export const logPath = (settings: Settings, name: string) => join(settings.dataDir, 'logs', `${name}.log`);
