import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureSecrets } from '../environment/secrets.ts';
import { runNode, temporaryFolder } from './support/processes.ts';

const secretsModule = join(import.meta.dirname, '..', 'environment', 'secrets.ts');

describe('the secrets of an installation', () => {
  it('are made once, for the owner only, and stay the same', () => {
    const dataDir = temporaryFolder();
    const first = ensureSecrets(dataDir, {});
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(ensureSecrets(dataDir, {})).toEqual(first);
    const key = createPrivateKey({
      key: Buffer.from(first['JWT_PRIVATE_KEY'] ?? '', 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    expect(key.asymmetricKeyType).toBe('ed25519');
    const others = ['REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DEVICE_COOKIE_SECRET'].map((name) => first[name] ?? '');
    expect(others.map((value) => Buffer.from(value, 'base64url').length)).toEqual([32, 32, 32]);
    expect(new Set(others).size).toBe(3);
  });

  it('are left to the environment where that has them', () => {
    const dataDir = temporaryFolder();
    expect(ensureSecrets(dataDir, { FILE_URL_SECRET: 'mine' })['FILE_URL_SECRET']).toBe('mine');
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('mine');
  });

  it('are never overwritten when the file is damaged', () => {
    const dataDir = temporaryFolder();
    const path = join(dataDir, 'secrets.json');
    writeFileSync(path, '{"JWT_PRIVATE_KEY": "half');
    expect(() => ensureSecrets(dataDir, {})).toThrow(/damaged.*signs everybody out/);
    expect(readFileSync(path, 'utf8')).toBe('{"JWT_PRIVATE_KEY": "half');
  });

  it('are closed to others again when a backup came back open', () => {
    const dataDir = temporaryFolder();
    ensureSecrets(dataDir, {});
    chmodSync(join(dataDir, 'secrets.json'), 0o644);
    ensureSecrets(dataDir, {});
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are the same for processes that make them at the same moment', async () => {
    const dataDir = temporaryFolder();
    const source = `import { ensureSecrets } from ${JSON.stringify(secretsModule)};
      console.log(JSON.stringify(ensureSecrets(${JSON.stringify(dataDir)}, {})));`;
    const runs = await Promise.all(Array.from({ length: 6 }, () => runNode(['--input-type=module', '-e', source])));
    expect(new Set(runs.map(({ output }) => output)).size).toBe(1);
    expect(JSON.parse(runs[0]!.output)).toHaveProperty('JWT_PRIVATE_KEY');
  });
});
