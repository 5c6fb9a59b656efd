import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureSecrets } from '../../src/environment/secrets.ts';
import { runNode, temporaryFolder } from '../support/processes.ts';

const secretsModule = join(import.meta.dirname, '../../src/environment/secrets.ts');

describe('the secrets of an installation', () => {
  it('are created once, readable only by the owner, and stay the same', () => {
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
    const names = ['REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DEVICE_COOKIE_SECRET', 'DATA_ENCRYPTION_KEY'];
    const others = names.map((name) => first[name] ?? '');
    expect(others.map((value) => Buffer.from(value, 'base64url').length)).toEqual([32, 32, 32, 32]);
    expect(new Set(others).size).toBe(4);
  });

  it('are not created if the environment has them', () => {
    const dataDir = temporaryFolder();
    expect(ensureSecrets(dataDir, { FILE_URL_SECRET: 'mine' })['FILE_URL_SECRET']).toBe('mine');
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('mine');
  });

  it('are never overwritten if the file is damaged', () => {
    const dataDir = temporaryFolder();
    const path = join(dataDir, 'secrets.json');
    writeFileSync(path, '{"JWT_PRIVATE_KEY": "half');
    expect(() => ensureSecrets(dataDir, {})).toThrow(/damaged.*signs everybody out/);
    expect(readFileSync(path, 'utf8')).toBe('{"JWT_PRIVATE_KEY": "half');
  });

  it('are made unreadable to others again after a restored backup', () => {
    const dataDir = temporaryFolder();
    ensureSecrets(dataDir, {});
    chmodSync(join(dataDir, 'secrets.json'), 0o644);
    ensureSecrets(dataDir, {});
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are the same for processes that create them simultaneously', async () => {
    const dataDir = temporaryFolder();
    const source = `import { ensureSecrets } from ${JSON.stringify(secretsModule)};
      console.log(JSON.stringify(ensureSecrets(${JSON.stringify(dataDir)}, {})));`;
    const runs = await Promise.all(Array.from({ length: 6 }, () => runNode(['--input-type=module', '-e', source])));
    expect(new Set(runs.map(({ output }) => output)).size).toBe(1);
    expect(JSON.parse(runs[0]!.output)).toHaveProperty('JWT_PRIVATE_KEY');
  });

  describe('of an installation made before there was DATA_ENCRYPTION_KEY', () => {
    function olderInstallation(): { dataDir: string; before: Record<string, string> } {
      const dataDir = temporaryFolder();
      ensureSecrets(dataDir, {});
      const path = join(dataDir, 'secrets.json');
      const { DATA_ENCRYPTION_KEY: _, ...before } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
      writeFileSync(path, JSON.stringify(before));
      return { dataDir, before };
    }

    it('are completed once, and the existing ones stay', () => {
      const { dataDir, before } = olderInstallation();
      const completed = ensureSecrets(dataDir, {});
      expect(completed).toMatchObject(before);
      expect(Buffer.from(completed['DATA_ENCRYPTION_KEY'] ?? '', 'base64url')).toHaveLength(32);
      expect(ensureSecrets(dataDir, {})['DATA_ENCRYPTION_KEY']).toBe(completed['DATA_ENCRYPTION_KEY']);
      expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
      expect(readdirSync(dataDir)).toEqual(['secrets.json']);
    });

    it('are the same for processes that complete them simultaneously', async () => {
      const { dataDir, before } = olderInstallation();
      const source = `import { ensureSecrets } from ${JSON.stringify(secretsModule)};
        console.log(JSON.stringify(ensureSecrets(${JSON.stringify(dataDir)}, {})));`;
      const runs = await Promise.all(Array.from({ length: 6 }, () => runNode(['--input-type=module', '-e', source])));
      expect(new Set(runs.map(({ output }) => output)).size).toBe(1);
      expect(JSON.parse(runs[0]!.output)).toMatchObject(before);
      expect(ensureSecrets(dataDir, {})).toEqual(JSON.parse(runs[0]!.output));
    });
  });
});
