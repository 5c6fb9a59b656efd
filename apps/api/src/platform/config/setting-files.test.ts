import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { loadToolConfig, readDatabaseEnvironment } from './database-environment.ts';
import { testEnvironment } from '../../../test/support/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secrets = ['JWT_PRIVATE_KEY', 'REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DATA_ENCRYPTION_KEY', 'DATABASE_URL'];

/** As an orchestrator mounts them: each setting in its own file, and none in the environment. */
function mounted(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = { ...environment };
  for (const name of secrets) {
    const path = join(folder, name);
    writeFileSync(path, `${env[name] ?? ''}\n`);
    env[`${name}_FILE`] = path;
    Reflect.deleteProperty(env, name);
  }
  return env;
}

describe('secrets in files', () => {
  it('are used by the api like those in the environment', () => {
    const environment = testEnvironment();
    const [inFiles, inEnvironment] = [loadConfig(mounted(environment)), loadConfig(environment)];
    expect(inFiles.secrets.dataEncryption).toEqual(inEnvironment.secrets.dataEncryption);
    expect(inFiles.secrets.jwtPrivateKey.equals(inEnvironment.secrets.jwtPrivateKey)).toBe(true);
    expect(inFiles.database).toEqual(inEnvironment.database);
  });

  it('are used by its tools, which generate only missing ones', () => {
    const environment = mounted(testEnvironment());
    const { secrets: ofTool, database } = loadToolConfig(environment);
    expect(ofTool.dataEncryption).toEqual(loadConfig(environment).secrets.dataEncryption);
    expect(readDatabaseEnvironment(environment).url).toBe(database.url);
  });

  it('that cannot be read are reported by name, all at once, before any other error', () => {
    const environment = {
      ...mounted(testEnvironment()),
      FILE_URL_SECRET: 'x',
      DATABASE_URL_FILE: join(folder, 'none'),
    };
    const refused = () => loadConfig(environment);
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow('DATABASE_URL_FILE names a file that cannot be read (ENOENT)');
    expect(refused).toThrow('FILE_URL_SECRET and FILE_URL_SECRET_FILE are both set');
    expect(() => readDatabaseEnvironment(environment)).toThrow(ConfigError);
  });
});
