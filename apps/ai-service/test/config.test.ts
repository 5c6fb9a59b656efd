import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../src/config.ts';

describe('the configuration', () => {
  it('needs no variable', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4100,
      logLevel: 'info',
      token: undefined,
      threshold: 0.7,
      maxBytes: 10_000_000,
      maxPixels: 40_000_000,
      concurrency: 2,
      queueLimit: 8,
      metrics: null,
      tracing: null,
      errorTracking: null,
    });
  });

  it('cannot be changed afterwards', () => expect(Object.isFrozen(loadConfig({}))).toBe(true));

  it.each([
    ['AI_SERVICE_TOKEN_FILE', '', 'names no file'],
    ['AI_SERVICE_TOKEN_FILE', '/nowhere/token', 'names a file that cannot be read (ENOENT)'],
  ])('with %s=%j is refused, since a missing token must not disable the check', (name, value, reason) => {
    expect(() => loadConfig({ [name]: value })).toThrow(`${name} ${reason}`);
  });

  it('takes the token from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-ai-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'token'), `${'t'.repeat(40)}\n`);
    expect(loadConfig({ AI_SERVICE_TOKEN_FILE: join(folder, 'token') }).token).toBe('t'.repeat(40));
  });

  it.each([
    ['AI_HOST', ''],
    ['AI_HOST', 'two words'],
    ['AI_PORT', ''],
    ['AI_PORT', '65536'],
    ['AI_PORT', '-1'],
    ['AI_PORT', '4100x'],
    ['AI_PORT', '1e3'],
    ['LOG_LEVEL', 'loud'],
    ['AI_SERVICE_TOKEN', ''],
    ['AI_SERVICE_TOKEN', 'x'.repeat(31)],
    ['AI_SERVICE_TOKEN', `${'x'.repeat(32)} `],
    ['SCREENING_THRESHOLD', '0'],
    ['SCREENING_THRESHOLD', '1.01'],
    ['SCREENING_THRESHOLD', 'NaN'],
    ['SCREENING_MAX_BYTES', '0'],
    ['SCREENING_MAX_PIXELS', 'Infinity'],
    ['SCREENING_CONCURRENCY', '0'],
    ['SCREENING_QUEUE_LIMIT', '1.5'],
  ])('refuses %s=%j by name', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`^The environment is not valid:\n  ${name} must`));
  });

  it('accepts the limits themselves', () => {
    const token = 'x'.repeat(32);
    expect(loadConfig({ SCREENING_THRESHOLD: '1', SCREENING_QUEUE_LIMIT: '0', AI_SERVICE_TOKEN: token })).toMatchObject(
      {
        threshold: 1,
        queueLimit: 0,
        token,
      },
    );
  });
});
