import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { S3Config } from '../../../src/platform/config/config.ts';
import { s3Config } from '../../support/network/s3-server.ts';

export interface BucketServer {
  readonly config: S3Config;
  /** The documents that were put: `cors`, `lifecycle`, `policy`. */
  readonly documents: Map<string, string>;
  readonly objects: Map<string, string>;
  /** Documents this store knows nothing of. */
  readonly lacking: Set<string>;
  /** What strangers may read, by prefix. */
  readonly open: Set<string>;
  /** Added to what strangers read. */
  readonly headers: Record<string, string>;
  close(): Promise<void>;
}

/** The part of the S3 protocol that is about a bucket itself, which s3rver has not, and objects that strangers ask for. */
export async function startBucketServer(): Promise<BucketServer> {
  const store = {
    documents: new Map<string, string>(),
    objects: new Map<string, string>(),
    lacking: new Set<string>(),
    open: new Set<string>(),
    headers: {} as Record<string, string>,
  };
  const http = createServer((request, response) => void respond(store, request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    ...store,
    config: s3Config(`http://127.0.0.1:${port}`),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

type Store = Pick<BucketServer, 'documents' | 'objects' | 'lacking' | 'open' | 'headers'>;

const absent: Record<string, string> = {
  cors: 'NoSuchCORSConfiguration',
  lifecycle: 'NoSuchLifecycleConfiguration',
  policy: 'NoSuchBucketPolicy',
};

async function respond(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const [, , ...rest] = pathname.split('/');
  const key = rest.join('/');
  const document = [...searchParams.keys()].find((name) => name in absent);
  const body = await text(request);
  if (!request.headers.authorization) {
    serveStranger(store, key, response);
    return;
  }
  if (document !== undefined && store.lacking.has(document)) {
    fail(response, 501, 'NotImplemented');
    return;
  }
  const [map, name] = document === undefined ? [store.objects, key] : [store.documents, document];
  if (request.method === 'PUT') map.set(name, body);
  else if (request.method === 'DELETE') map.delete(name);
  else if (!map.has(name)) {
    fail(response, 404, absent[name] ?? 'NoSuchKey');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/xml' }).end(map.get(name) ?? '');
}

function serveStranger({ objects, open, headers }: Store, key: string, response: ServerResponse): void {
  const isOpen = [...open].some((prefix) => key.startsWith(prefix));
  if (!isOpen || !objects.has(key)) return fail(response, 403, 'AccessDenied');
  response.writeHead(200, headers).end(objects.get(key));
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
