import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/platform/storage/s3/bucket-finding.ts';
import { BucketSetup } from '../../../src/platform/storage/s3/bucket-setup.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';
import { type S3Server, startS3Server } from '../../support/network/s3-server.ts';

const origins = ['https://pixelboxx.example', 'https://beta.pixelboxx.example'];
let bucket: BucketServer;
let setup: BucketSetup;

beforeEach(async () => {
  bucket = await startBucketServer();
  setup = new BucketSetup({ ...bucket.config, publicUrl: null }, origins);
});

afterEach(() => bucket.close());

function stateOf(findings: readonly Finding[], about: string): string | undefined {
  return findings.find((finding) => finding.about.startsWith(about))?.state;
}

describe('a new bucket', () => {
  it('is reported as incomplete, set up, and then correct', async () => {
    const before = await setup.check();
    expect([stateOf(before, 'cors'), stateOf(before, 'lifecycle')]).toEqual(['wrong', 'wrong']);
    expect(bucket.documents.size).toBe(0);
    expect((await setup.apply({ publicRead: false })).map(({ state }) => state)).toEqual(['right', 'right']);
    const after = await setup.check();
    expect(after.map(({ state }) => state)).toEqual(['right', 'right', 'right', 'right']);
    expect(bucket.objects.size).toBe(0);
    expect(bucket.documents.has('policy')).toBe(false);
  });

  it('expires leftovers in quarantine and interrupted multipart uploads', async () => {
    await setup.apply({ publicRead: false });
    const rules = (bucket.documents.get('lifecycle') ?? '').split('<Rule>').slice(1);
    expect(rules).toHaveLength(2);
    expect(rules[0]).toMatch(/<Days>2<\/Days>/);
    expect(rules[0]).toMatch(/<Prefix>quarantine\/<\/Prefix>/);
    expect(rules[1]).toMatch(/<DaysAfterInitiation>1<\/DaysAfterInitiation>/);
  });

  it('allows the web’s scripts to read, and nobody to write', async () => {
    await setup.apply({ publicRead: false });
    const cors = bucket.documents.get('cors') ?? '';
    expect([...cors.matchAll(/<AllowedMethod>(\w+)</g)].map(([, method]) => method)).toEqual(['GET', 'HEAD']);
    expect([...cors.matchAll(/<AllowedOrigin>([^<]+)</g)].map(([, origin]) => origin)).toEqual(origins);
  });

  it('opens only public/ to anonymous readers, and only if told to', async () => {
    await setup.apply({ publicRead: true });
    const { Statement: statements } = JSON.parse(bucket.documents.get('policy') ?? '') as { Statement: unknown[] };
    expect(statements).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::pixelboxx/public/*',
      }),
    ]);
  });
});

describe('a bucket with existing rules', () => {
  it('keeps other rules, and has ours once even if they are set repeatedly', async () => {
    bucket.documents.set(
      'lifecycle',
      '<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix>logs/</Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
    );
    for (let round = 0; round < 3; round += 1) await setup.apply({ publicRead: false });
    const ids = [...(bucket.documents.get('lifecycle') ?? '').matchAll(/<ID>([^<]+)</g)].map(([, id]) => id);
    expect(ids).toEqual(['theirs', 'pixelboxx-quarantine', 'pixelboxx-multipart']);
    expect(stateOf(await setup.check(), 'lifecycle')).toBe('right');
  });

  it('is reported as wrong if one of our rules was changed', async () => {
    await setup.apply({ publicRead: false });
    const lifecycle = bucket.documents.get('lifecycle') ?? '';
    bucket.documents.set('lifecycle', lifecycle.replace('<Days>2</Days>', '<Days>2000</Days>'));
    expect(stateOf(await setup.check(), 'lifecycle')).toBe('wrong');
    expect(stateOf(await new BucketSetup(bucket.config, ['https://other.example']).check(), 'cors')).toBe('wrong');
  });
});

describe('a store without some of the required features', () => {
  it('is distinguished from one that is configured incorrectly', async () => {
    bucket.lacking.add('lifecycle');
    const findings = await setup.apply({ publicRead: false });
    expect([stateOf(findings, 'cors'), stateOf(findings, 'lifecycle')]).toEqual(['right', 'unsupported']);
  });
});

describe('access for anonymous readers', () => {
  it.each(['private/', 'quarantine/', ''])('is detected for %j', async (prefix) => {
    bucket.open.add(prefix);
    const findings = await setup.check();
    const wrong = findings.filter(({ text }) => text.includes('ANYONE CAN READ IT'));
    expect(wrong.map(({ about }) => about.split(' ')[0])).toEqual(
      prefix === '' ? ['private/', 'quarantine/'] : [prefix],
    );
    expect(bucket.objects.size).toBe(0);
  });

  it('is also checked at the public address, including its headers', async () => {
    const base = `${bucket.config.endpoint ?? ''}/${bucket.config.bucket}`;
    const behindCdn = new BucketSetup({ ...bucket.config, publicUrl: base }, origins);
    expect((await behindCdn.check()).find(({ text }) => text.startsWith('is not served'))?.state).toBe('wrong');
    bucket.open.add('public/');
    const bare = (await behindCdn.check()).find(({ text }) => text.startsWith('lacks'));
    expect(bare?.text).toContain('x-content-type-options: nosniff');
    Object.assign(bucket.headers, {
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'public, max-age=31536000, immutable',
    });
    await behindCdn.apply({ publicRead: false });
    expect((await behindCdn.check()).every(({ state }) => state === 'right')).toBe(true);
  });
});

describe('with another S3 server', () => {
  let server: S3Server;

  beforeEach(async () => {
    server = await startS3Server();
  });

  afterEach(() => server.close());

  it('CORS is set and read back, and public access to everything is detected', async () => {
    const other = new BucketSetup(server.config, origins);
    expect(stateOf(await other.apply({ publicRead: false }), 'cors')).toBe('right');
    const findings = await other.check();
    expect(stateOf(findings, 'cors')).toBe('right');
    expect([stateOf(findings, 'private/'), stateOf(findings, 'quarantine/')]).toEqual(['wrong', 'wrong']);
  });
});

describe('npm run storage', () => {
  const program = join(import.meta.dirname, '../../../src/bin/bucket.ts');
  const run = (args: string[], env: Record<string, string>) =>
    promisify(execFile)(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: 'postgresql://localhost/none', ...env },
    }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    );
  const settings = () => ({
    S3_ENDPOINT: bucket.config.endpoint ?? '',
    S3_BUCKET: 'pixelboxx',
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'secret-of-the-store',
  });

  it('checks, applies, and reports by its exit code whether everything is correct', async () => {
    const before = await run(['check'], settings());
    expect([before.code, before.stdout]).toEqual([1, expect.stringContaining('✗ lifecycle') as string]);
    expect((await run(['apply'], settings())).code).toBe(0);
    const after = await run(['check'], settings());
    expect([after.code, after.stdout]).toEqual([0, expect.not.stringContaining('✗') as string]);
    expect(before.stdout + after.stdout).not.toContain('secret-of-the-store');
  });

  it('does nothing without a bucket, and explains why', async () => {
    expect((await run(['check'], {})).stdout).toContain('no bucket');
    expect(await run(['destroy'], settings())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage') as string,
    });
    expect((await run(['check'], { S3_BUCKET: 'pixelboxx' })).stderr).toContain('S3_ACCESS_KEY_ID is required');
  });
});
