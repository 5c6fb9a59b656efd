import { compileCache } from '@pixelboxx/config/testing';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageOrigins, readEnv } from '@/env.ts';

describe('the configuration', () => {
  it('is optional', () => {
    expect(readEnv({})).toMatchObject({
      WEB_HOST: ['127.0.0.1'],
      WEB_PORT: 3000,
      WEB_ORIGIN: 'http://localhost:3000',
      API_URL: 'http://127.0.0.1:4000',
    });
  });

  it('reads an empty variable as absent', () => {
    expect(readEnv({ WEB_PORT: '', S3_PUBLIC_URL: '' })).toMatchObject({ WEB_PORT: 3000 });
  });

  it('listens on several hosts', () => {
    expect(readEnv({ WEB_HOST: '192.168.1.7, 127.0.0.1' }).WEB_HOST).toEqual(['192.168.1.7', '127.0.0.1']);
    expect(() => readEnv({ WEB_HOST: '192.168.1.7,' })).toThrow(/WEB_HOST/);
  });

  it('uses the first of several secrets, while they are being changed', () => {
    const [one, other] = ['a'.repeat(43), 'b'.repeat(43)];
    expect(readEnv({ PROXY_SECRET: `${one}, ${other}` }).PROXY_SECRET).toBe(one);
    expect(() => readEnv({ PROXY_SECRET: `short,${other}` })).toThrow(/PROXY_SECRET/);
  });

  it('keeps only the origin of addresses', () => {
    expect(
      readEnv({ WEB_ORIGIN: 'https://pixelboxx.example/', S3_PUBLIC_URL: 'https://cdn.example/bucket' }),
    ).toMatchObject({ WEB_ORIGIN: 'https://pixelboxx.example', S3_PUBLIC_URL: 'https://cdn.example' });
  });

  it('names every variable that is wrong', () => {
    const read = () => readEnv({ WEB_PORT: '70000', API_URL: 'ftp://x', WEB_ORIGIN: 'pixelboxx' });
    expect(read).toThrow(/WEB_PORT/);
    expect(read).toThrow(/API_URL/);
    expect(read).toThrow(/WEB_ORIGIN/);
  });

  it('accepts directives of a report-only policy, with the same report address', () => {
    const tried = "require-trusted-types-for 'script'; trusted-types next; script-src 'nonce-{nonce}'";
    expect(readEnv({ CSP_REPORT_ONLY: tried }).CSP_REPORT_ONLY).toBe(tried);
    for (const wrong of [
      "img-src 'self', script-src 'self'",
      'x\r\nset-cookie: a=b',
      'img-src *;report-uri https://a.b',
    ]) {
      expect(() => readEnv({ CSP_REPORT_ONLY: wrong })).toThrow(/CSP_REPORT_ONLY/);
    }
  });

  it('allows the test language in production only on this machine', () => {
    const wanted = { PSEUDO_LANGUAGE: 'true', NODE_ENV: 'production' };
    for (const WEB_ORIGIN of ['https://pixelboxx.example', 'http://192.168.1.7:3000', 'https://localhost.example'])
      expect(() => readEnv({ ...wanted, WEB_ORIGIN })).toThrow(/PSEUDO_LANGUAGE/);
    for (const WEB_ORIGIN of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect(readEnv({ ...wanted, WEB_ORIGIN }).PSEUDO_LANGUAGE).toBe(true);
    const elsewhere = { WEB_ORIGIN: 'https://pixelboxx.example' };
    expect(readEnv({ ...wanted, ...elsewhere, NODE_ENV: 'test' }).PSEUDO_LANGUAGE).toBe(true);
    expect(readEnv({ ...wanted, ...elsewhere, PSEUDO_LANGUAGE: 'false' }).PSEUDO_LANGUAGE).toBe(false);
  });

  it.each([
    [{}, []],
    [{ S3_BUCKET: 'pics', S3_REGION: 'eu-west-1' }, ['https://pics.s3.eu-west-1.amazonaws.com']],
    [
      { S3_BUCKET: 'pics', S3_ENDPOINT: 'http://localhost:8333', S3_PUBLIC_URL: 'https://cdn.example/pics' },
      ['https://cdn.example', 'http://localhost:8333'],
    ],
  ])('derives the origin of pictures: %j', (source, origins) => {
    expect(imageOrigins(readEnv(source))).toEqual(origins);
  });
});

describe('the web', () => {
  it('refuses to start if a settings file cannot be read, before anything else', async () => {
    const env = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      WEB_PORT: '0',
      PROXY_SECRET_FILE: '/nowhere/secret',
      ...compileCache(),
    } as const;
    const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../server.ts')];
    const ended = await new Promise<{ code: unknown; text: string }>((resolve) =>
      execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, text: stdout + stderr }),
      ),
    );
    expect(ended.code).toBe(1);
    expect(ended.text).toContain('PROXY_SECRET_FILE names a file that cannot be read (ENOENT)');
    expect(ended.text).not.toMatch(/^\s+at /m);
  });
});
