import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePreviewSecrets, makeProductionSecrets, writeSecretFiles } from '../../delivery/secret-files.ts';
import { findWrongSettings } from '../../manifests/rules/settings.ts';
import { secretsNeeded } from '../../manifests/rules/secrets.ts';
import { readImages } from '../../manifests/images.ts';
import { installation } from '../manifests/installation.ts';

const database = 'postgresql://pixelboxx:p%22%40ss@db.example:5432/pixelboxx?sslmode=verify-full';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the secrets of an installation', () => {
  it('are files that only their owner can read', () => {
    for (const path of writeSecretFiles(folder, makeProductionSecrets(database)))
      expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'pixelboxx')).mode & 0o777).toBe(0o700);
  });

  it('are never overwritten, since a lost key signs everybody out', () => {
    writeSecretFiles(folder, makeProductionSecrets(database));
    const before = readFileSync(join(folder, 'pixelboxx/JWT_PRIVATE_KEY'), 'utf8');
    expect(() => writeSecretFiles(folder, makeProductionSecrets(database))).toThrow(/has secrets already/);
    expect(readFileSync(join(folder, 'pixelboxx/JWT_PRIVATE_KEY'), 'utf8')).toBe(before);
  });

  it('connect the api through PgBouncer and migrations directly, with the same user and password', () => {
    const { pixelboxx, 'pixelboxx-pgbouncer': pgbouncer } = makeProductionSecrets(database);
    expect(pixelboxx?.['DATABASE_URL']).toBe('postgresql://pixelboxx:p%22%40ss@pgbouncer:6432/pixelboxx');
    expect(pixelboxx?.['DATABASE_URL_DIRECT']).toBe(database);
    expect(pgbouncer?.['userlist.txt']).toBe('"pixelboxx" "p""@ss"\n');
  });

  it('are the same for the services and what they connect to', () => {
    const secrets = makeProductionSecrets(database);
    const word = (url: string | undefined) => new URL(url ?? '');
    expect(secrets['pixelboxx-valkey']?.['users.acl']).toContain(
      `>${word(secrets['pixelboxx']?.['REDIS_URL']).password} `,
    );
    expect(secrets['pixelboxx-nats']?.['authorization.conf']).toContain(
      `"${word(secrets['pixelboxx']?.['NATS_URL']).username}"`,
    );
  });

  it('are different each time', () => {
    const [one, other] = [makePreviewSecrets(), makePreviewSecrets()].map(({ pixelboxx }) =>
      Object.values(pixelboxx ?? {}),
    );
    expect(one?.filter((value) => other?.includes(value))).toEqual([]);
    expect(new Set(one).size).toBe((one?.length ?? 0) - 1); // Both addresses of the database are the same.
  });

  it('of a preview are all that its pods need', () => {
    const manifests = installation();
    expect(findWrongSettings(manifests, readImages())).toEqual([]);
    const needed = [...(secretsNeeded(manifests).get('pixelboxx') ?? [])];
    expect(Object.keys(makePreviewSecrets()['pixelboxx'] ?? {}).toSorted()).toEqual(needed.toSorted());
  });

  it.each([
    '',
    'postgresql://db.example/pixelboxx',
    'mysql://name:word@db.example/pixelboxx',
    'postgresql://name:word@db.example',
  ])('are not made for the database "%s"', (url) =>
    expect(() => makeProductionSecrets(url)).toThrow(/has to be postgresql:/),
  );
});
