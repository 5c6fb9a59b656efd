import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettingFiles } from '@pixelboxx/node-kit';
import { CliError } from '../cli-error.ts';
import { readExample } from './example-file.ts';
import { root } from './root.ts';

export type Environment = Record<string, string | undefined>;

export const portVariables = { web: 'WEB_PORT', api: 'API_PORT', ai: 'AI_PORT' } as const;
export type ServiceName = keyof typeof portVariables;
const defaultPorts: Record<ServiceName, number> = { web: 3000, api: 4000, ai: 4100 };

export interface Settings {
  /** The process environment over `.env`; empty values count as absent. */
  env: Environment;
  dataDir: string;
  ports: Record<ServiceName, number>;
  webOrigin: string;
}

/**
 * Merges `.env` (if there is one) and the environment; the environment wins.
 * @param envFile absolute path
 */
export function loadEnvironment(envFile = resolve(root, '.env'), real: Environment = process.env): Environment {
  const fromFile: Environment = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
  const { env: merged, faults } = readSettingFiles({ ...fromFile, ...real }, readExample().keys());
  if (faults.length > 0) throw new CliError(faults.join('\n'));
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''));
}

/** @throws Fault that names every malformed or duplicate port */
export function resolveSettings(env: Environment): Settings {
  const faults: string[] = [];
  const port = (name: ServiceName): number => {
    const text = env[portVariables[name]];
    const number = text === undefined ? defaultPorts[name] : Number(text);
    if (!Number.isInteger(number) || number < 1 || number > 65_535)
      faults.push(`${portVariables[name]}=${text} is not a port: give a number from 1 to 65535.`);
    return number;
  };
  const ports = { web: port('web'), api: port('api'), ai: port('ai') };
  if (faults.length === 0 && new Set(Object.values(ports)).size < 3)
    faults.push('WEB_PORT, API_PORT and AI_PORT must differ from each other.');
  if (faults.length > 0) throw new CliError(faults.join('\n'));
  return {
    env,
    ports,
    dataDir: resolve(root, env['DATA_DIR'] ?? '.data'),
    webOrigin: env['WEB_ORIGIN'] ?? `http://localhost:${ports.web}`,
  };
}
