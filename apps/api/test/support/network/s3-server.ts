import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll } from 'vitest';
import type { S3Config } from '../../../src/platform/config/config.ts';

export interface S3Server {
  readonly config: S3Config;
  close(): Promise<void>;
}

/** An S3 server for the tests of this file, or of the `describe` around the call; declare the app that uses it after it. */
export function useS3(): { settings(): Record<string, string>; close(): Promise<void> } {
  let server: S3Server | undefined;
  const started = (): S3Server => {
    if (!server) throw new Error('The S3 server starts before the tests: it cannot be used while they are collected');
    return server;
  };
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server?.close());
  return { settings: () => s3Settings(started().config), close: () => started().close() };
}

/** The api's settings for such a store. */
export function s3Settings({
  endpoint,
  region,
  bucket,
  accessKeyId,
  secretAccessKey,
}: S3Config): Record<string, string> {
  return {
    S3_ENDPOINT: endpoint ?? '',
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

/** A server of the S3 wire protocol on a free port, with one empty bucket. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'pixelboxx-s3-'));
  const bucket = 'pixelboxx';
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  keepDirectories(server.store);
  const { port } = await server.run();
  let isClosed = false;
  return {
    config: s3Config(`http://127.0.0.1:${port}`, bucket),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The server removes a folder with its last object, even while another is being stored there, and then crashes. */
function keepDirectories(store: S3rver['store']): void {
  store.deleteObject = async (bucket, key) => {
    const parts = ['object', 'object.md5', 'metadata.json'].map((part) => store.getResourcePath(bucket, key, part));
    await Promise.all(parts.map((path) => rm(path, { force: true })));
  };
}

export function s3Config(endpoint: string, bucket = 'pixelboxx'): S3Config {
  return {
    endpoint,
    region: 'us-east-1',
    bucket,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    publicUrl: null,
  };
}
