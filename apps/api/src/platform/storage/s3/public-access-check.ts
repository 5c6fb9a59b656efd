import { randomBytes, randomUUID } from 'node:crypto';
import type { S3Config } from '../../config/config.ts';
import type { Finding } from './bucket-finding.ts';
import { fileHeaders } from '../signing/file-headers.ts';
import { partialUploadsPrefix } from './s3-partial-uploads.ts';
import type { S3Calls } from './s3-calls.ts';

const timeoutMs = 10_000;

/**
 * Requests, without credentials, a private object, a public one and one of partial uploads, of a few bytes each. Rules
 * can look right and be undone elsewhere: a public domain on an R2 bucket, for example, shows everything to everybody.
 */
export async function checkPublicAccess(calls: S3Calls, config: S3Config): Promise<Finding[]> {
  const folder = randomBytes(32).toString('hex');
  const hidden = [`private/${folder}/probe.webp`, `${partialUploadsPrefix}${randomUUID()}/000000000000`];
  const shown = `public/${folder}/probe.webp`;
  const keys = [...hidden, shown];
  const bases = [bucketUrl(config), ...(config.publicUrl === null ? [] : [config.publicUrl])];
  try {
    for (const key of keys) await put(calls, key);
    const findings: Finding[] = [];
    for (const base of bases) for (const key of hidden) findings.push(await checkHidden(base, key));
    if (config.publicUrl !== null) findings.push(...(await checkShown(config.publicUrl, shown)));
    return findings;
  } finally {
    for (const key of keys) await remove(calls, key);
  }
}

async function checkHidden(base: string, key: string): Promise<Finding> {
  const about = `${key.split('/')[0] ?? ''}/ at ${base}`;
  const response = await ask(`${base}/${key}`);
  if (!response) return { about, state: 'wrong', text: 'cannot be reached from here, so nothing is known about it' };
  return response.ok
    ? { about, state: 'wrong', text: 'ANYONE CAN READ IT. Close it before anybody uploads anything.' }
    : { about, state: 'right', text: `strangers are refused (${response.status})` };
}

/** The headers that make browsers treat a file as an image whatever it contains; object metadata cannot set them, the CDN must. */
async function checkShown(base: string, key: string): Promise<Finding[]> {
  const about = `public/ at ${base}`;
  const response = await ask(`${base}/${key}`);
  if (!response?.ok) return [{ about, state: 'wrong', text: `is not served (${response?.status ?? 'no answer'})` }];
  const wanted = fileHeaders({ visibility: 'public', contentType: 'image/webp' });
  const missing = ['x-content-type-options', 'content-security-policy', 'cache-control'].filter(
    (name) => response.headers.get(name) !== wanted[name],
  );
  return [
    { about, state: 'right', text: 'is served' },
    missing.length === 0
      ? { about, state: 'right', text: 'carries the headers that files need' }
      : { about, state: 'wrong', text: `lacks ${missing.map((name) => `${name}: ${wanted[name] ?? ''}`).join(' · ')}` },
  ];
}

async function ask(url: string): Promise<Response | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    await response.arrayBuffer();
    return response;
  } catch {
    return null;
  }
}

function bucketUrl({ endpoint, bucket, region }: S3Config): string {
  return endpoint === null
    ? `https://${bucket}.s3.${region}.amazonaws.com`
    : `${endpoint.replace(/\/+$/, '')}/${bucket}`;
}

async function put(calls: S3Calls, key: string): Promise<void> {
  const { 'cache-control': CacheControl } = fileHeaders({ visibility: 'public', contentType: 'image/webp' });
  await calls.call(({ s3, client }, abortSignal) => {
    const content = { Body: Buffer.from('probe'), ContentType: 'image/webp', CacheControl };
    return client.send(new s3.PutObjectCommand({ Bucket: calls.bucket, Key: key, ...content }), { abortSignal });
  });
}

async function remove(calls: S3Calls, key: string): Promise<void> {
  await calls.call(
    ({ s3, client }, abortSignal) =>
      client.send(new s3.DeleteObjectCommand({ Bucket: calls.bucket, Key: key }), { abortSignal }),
    null,
  );
}
