import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEnvironment, resolveSettings } from '../../src/environment/settings.ts';
import { temporaryFolder } from '../support/processes.ts';

describe('the settings of a command', () => {
  it('come from .env, and the real environment wins', () => {
    const envFile = join(temporaryFolder(), '.env');
    writeFileSync(envFile, 'WEB_PORT=5000\nAPI_PORT=5001 # why\nMAIL_FROM="Pixelboxx <a@b.c>"\nREDIS_URL=\n');
    const env = loadEnvironment(envFile, { WEB_PORT: '6000', SMTP_URL: '' });
    expect(env).toEqual({ WEB_PORT: '6000', API_PORT: '5001', MAIL_FROM: 'Pixelboxx <a@b.c>' });
    expect(resolveSettings(env).ports).toEqual({ web: 6000, api: 5001, ai: 4100 });
  });

  it('may be read from files named by the documented variables, and no others', () => {
    const path = join(temporaryFolder(), 'url');
    writeFileSync(path, 'postgresql://ada@db/pixelboxx\n');
    const env = loadEnvironment('/nowhere/.env', { DATABASE_URL_FILE: path, LOG_FILE: '/nowhere/log' });
    expect(env).toEqual({ DATABASE_URL: 'postgresql://ada@db/pixelboxx', LOG_FILE: '/nowhere/log' });
    expect(() => loadEnvironment('/nowhere/.env', { REDIS_URL_FILE: '/nowhere/redis' })).toThrow(
      'REDIS_URL_FILE names a file that cannot be read (ENOENT)',
    );
  });

  it('do not need a .env', () => {
    expect(loadEnvironment('/nowhere/.env', { A: '1' })).toEqual({ A: '1' });
  });

  it('derive the origin from the port of the web, unless one is set', () => {
    expect(resolveSettings({ WEB_PORT: '3999' }).webOrigin).toBe('http://localhost:3999');
    expect(resolveSettings({ WEB_ORIGIN: 'https://pixelboxx.example' }).webOrigin).toBe('https://pixelboxx.example');
  });

  it('report every invalid port', () => {
    expect(() => resolveSettings({ WEB_PORT: 'abc', AI_PORT: '70000' })).toThrow(/WEB_PORT=abc.*\n.*AI_PORT=70000/);
  });

  it('refuse one port for two services', () => {
    expect(() => resolveSettings({ API_PORT: '3000' })).toThrow(/must differ/);
  });
});
