import { resumableUploadsPath, tusContentType } from '@pixelboxx/shared';
import { Server } from '@tus/server';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { AppError } from '../../platform/errors/app-error.ts';
import { toAppError } from '../../platform/errors/classify-error.ts';
import type { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { lockerOf, noLocker, PartialUploadsStore, type RowSource } from './partial-uploads-store.ts';
import { type MinRate, requireMinRate, type Sender } from '../intake/index.ts';
import type { UploadLock } from './upload-lock.service.ts';

/** The part of a request that the protocol uses. */
export interface TusRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly stream: IncomingMessage;
  readonly sender: Sender;
}

export interface TusResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The upload's current offset, if the response contains it. */
  readonly offset: number | null;
}

/** Headers of the protocol. The api sets those of CORS and caching itself, as for every route. */
const passedOn = ['location', 'upload-offset', 'upload-expires'] as const;

/** How long a request that must give up a lock may still store what it has received. */
const drainMs = 200;

const silenceMs = 10_000;

export interface TusResources extends RowSource {
  readonly partialUploads: PartialUploads;
  readonly locks: UploadLock;
  readonly maxBytes: number;
  readonly minRate: MinRate;
  /** Reading stops when it is aborted, with its reason. What arrived until then is kept. */
  readonly over: AbortSignal;
}

/**
 * Lets the tus server carry out a POST or PATCH on a store for this one request. It handles web requests and responses
 * instead of the raw socket, so that request log, headers, limits and draining are those of every other route.
 * @param path of the upload; null to create one
 * @throws AppError for every failure of the protocol or the store
 */
export async function exchangeByTus(
  request: TusRequest,
  path: { readonly id: string } | null,
  { partialUploads, locks, maxBytes, minRate, over, load, begin }: TusResources,
): Promise<TusResponse> {
  let failure: { readonly thrown: unknown } | null = null;
  const server = new Server({
    path: resumableUploadsPath,
    datastore: new PartialUploadsStore(partialUploads, { load, begin }),
    locker: path ? lockerOf(locks) : noLocker,
    maxSize: maxBytes,
    relativeLocation: true,
    namingFunction: () => randomUUID(),
    lockDrainTimeout: drainMs,
    onResponseError: (_request, thrown) => {
      failure = { thrown };
      return undefined;
    },
  });
  over.throwIfAborted();
  const stopWatching = cutOffSlowness(request.stream, minRate);
  const cut = () => cutOff(request.stream);
  over.addEventListener('abort', cut, { once: true });
  const response = await server.handleWeb(webRequestOf(request, path?.id)).finally(() => {
    stopWatching();
    over.removeEventListener('abort', cut);
  });
  // No client is left to get the reason, only the log.
  if (!response.ok && over.aborted) throw toAppError(over.reason);
  if (!response.ok) throw errorOf(response.status, failure);
  return {
    status: response.status,
    headers: Object.fromEntries(passedOn.flatMap((name) => entryOf(name, response.headers.get(name)))),
    offset: readNumber(response.headers.get('upload-offset')),
  };
}

const headersOfInterest = /^(tus-|upload-|content-)/;

function webRequestOf(request: TusRequest, id = ''): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (headersOfInterest.test(name) && typeof value === 'string') headers.set(name, value);
  }
  // The host is a placeholder: the server reads only the id at the end of the path.
  const url = new URL(`${resumableUploadsPath}/${id}`.replace(/\/$/, ''), 'http://localhost');
  // A creation has no body, or the first part.
  const body = request.headers['content-type'] === tusContentType ? Readable.toWeb(request.stream) : null;
  return new Request(url, { method: request.method, headers, body, duplex: 'half' });
}

/** A client that keeps its connection and sends next to nothing would hold a lock and a file. What it sent is kept. */
function cutOffSlowness(request: IncomingMessage, minRate: MinRate): () => void {
  const { socket } = request;
  const atFirst = socket.bytesRead;
  let heard = atFirst;
  const endRate = requireMinRate(
    () => socket.bytesRead - atFirst,
    minRate,
    () => cutOff(request),
  );
  const timer = setInterval(() => {
    if (socket.bytesRead === heard) cutOff(request);
    heard = socket.bytesRead;
  }, silenceMs);
  return () => {
    clearInterval(timer);
    endRate();
  };
}

/** Also ends a pending read; a body that has arrived completely continues. */
function cutOff(request: IncomingMessage): void {
  if (!request.complete) request.socket.destroy();
}

function errorOf(status: number, failure: { readonly thrown: unknown } | null): AppError {
  if (failure?.thrown instanceof Error && !('status_code' in failure.thrown)) return toAppError(failure.thrown);
  const cause = failure?.thrown instanceof Error ? failure.thrown : undefined;
  if (status === 404) return new AppError('NOT_FOUND');
  if (status === 409) return new AppError('UPLOAD_OFFSET_CONFLICT');
  if (status === 410) return new AppError('UPLOAD_EXPIRED');
  if (status === 412) return new AppError('PROTOCOL_VERSION_UNSUPPORTED');
  if (status === 413) return new AppError('PAYLOAD_TOO_LARGE');
  if (status < 500 || status === 501) return new AppError('BAD_REQUEST', { cause });
  return new AppError('INTERNAL_ERROR', { cause });
}

function entryOf(name: string, value: string | null): [string, string][] {
  return value === null ? [] : [[name, value]];
}

function readNumber(value: string | null): number | null {
  return value === null ? null : Number(value);
}
