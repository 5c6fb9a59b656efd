import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { cachingOf, dispositionOf } from '../signing/file-headers.ts';
import { requireObjectKey } from '../object-key.ts';
import { connect, usualDeadlines } from './s3-client.ts';
import { S3UrlSigner } from './s3-url-signer.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  publicUrl: null,
};
const key = requireObjectKey(`private/${'0123456789abcdef'.repeat(4)}/320.webp`);

describe('a signed address', () => {
  it.each([
    ['at AWS', { endpoint: null, region: 'eu-central-1', bucket: 'pictures' }],
    ['at AWS in a bucket with dots', { endpoint: null, region: 'us-east-1', bucket: 'pictures.example.com' }],
    ['at R2', { endpoint: 'https://account.r2.cloudflarestorage.com', region: 'auto', bucket: 'pictures' }],
    ['on a port of its own', { endpoint: 'http://127.0.0.1:9000', region: 'us-east-1', bucket: 'pictures' }],
    ['below a path', { endpoint: 'https://storage.example.com/s3/', region: 'us-east-1', bucket: 'pictures' }],
  ])('%s has the same signature as from the SDK', async (_where, place) => {
    const sdk = await connect({ ...credentials, ...place }, usualDeadlines);
    const options = { expiresIn: 900, signingDate: new Date('2026-01-31T23:55:00Z') };
    const url = new URL(await (await S3UrlSigner.create(sdk, place.bucket)).sign(key, options));

    const command = new sdk.s3.GetObjectCommand({
      Bucket: place.bucket,
      Key: key.key,
      ResponseContentType: key.contentType,
      ResponseContentDisposition: dispositionOf(key.contentType),
      ResponseCacheControl: cachingOf(key),
    });
    const expected = new URL(await getSignedUrl(sdk.client, command, options));
    expect(url.origin + url.pathname).toBe(expected.origin + expected.pathname);
    expect(Object.fromEntries(url.searchParams)).toEqual(Object.fromEntries(expected.searchParams));
  });
});
