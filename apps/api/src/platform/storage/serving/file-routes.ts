import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { sendFailure } from '../../errors/failure-response.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import { type CachedObject, ObjectCache } from '../cache/object-cache.ts';
import { entityTag, type ObjectKey, parseObjectKey, requireObjectKey } from '../object-key.ts';
import { type ByteRange, type ObjectDescription, ObjectStorage, type ObjectWithBody } from '../object-storage.ts';
import { fileHeaders } from '../signing/file-headers.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import { requestedRange } from './byte-range.ts';
import { isRangeWelcome, isUnchanged, lastModified, type Validators } from './conditions.ts';

/** The path prefix of stored objects. */
export const filesPath = '/files/';

/** Headers for an object that is in memory: for a 304, and for the whole object. */
interface CachedFields {
  readonly validators: Validators;
  readonly unchanged: Record<string, string>;
  readonly whole: Record<string, string | number>;
}

/**
 * Serves stored objects: public ones to anyone, permanently, private ones to holders of a valid signature. A plain
 * Fastify route and not a controller: a page shows dozens of images, and guards, pipes and interceptors, none of which
 * applies to an image, cost more than serving it.
 */
@Injectable()
export class FileRoutes {
  private readonly fields = new WeakMap<CachedObject, CachedFields>();

  constructor(
    host: HttpAdapterHost,
    private readonly storage: ObjectStorage,
    private readonly cache: ObjectCache,
    private readonly signer: FileUrlSigner,
    @InjectLogger() private readonly logger: Logger,
  ) {
    void host.httpAdapter.getInstance<FastifyInstance>().register((files, _options, done) => {
      files.setErrorHandler((error, request, reply) => this.fail(error, request, reply));
      files.route({
        method: ['GET', 'HEAD'],
        url: `${filesPath}*`,
        onRequest: (request, reply, done) => {
          if (!this.serveFromMemory(request, reply)) done();
        },
        handler: (request, reply) => this.serve(request, reply),
      });
      done();
    });
  }

  /**
   * The most frequent requests: a public object that is in memory, whole, its headers only, or whether it has changed.
   * Sent before the steps of Fastify and the api for requests that have a body or wait for something, which took a fifth
   * of the time. Ranges are left to `serve`.
   * @returns whether it was sent
   */
  private serveFromMemory(request: FastifyRequest, reply: FastifyReply): boolean {
    const path = (request.raw.url ?? '').slice(filesPath.length);
    const object = this.cache.get(path);
    if (!object) return false;
    const { validators, unchanged, whole } = this.fieldsOfCached(path, object);
    const { method, headers } = request;
    if (isUnchanged(headers, validators)) void reply.headers(unchanged).code(304).send();
    else if (method === 'HEAD') void reply.headers(whole).send('');
    else if (headers.range !== undefined) return false;
    else void reply.headers(whole).send(object.body);
    return true;
  }

  /** Created once for the time that the object is in memory. */
  private fieldsOfCached(path: string, object: CachedObject): CachedFields {
    const known = this.fields.get(object);
    if (known) return known;
    const key = requireObjectKey(path);
    const validators = { etag: entityTag(key), modifiedAt: object.modifiedAt };
    const unchanged = fieldsOf(key, validators);
    const whole = { ...unchanged, 'content-type': object.contentType, 'content-length': object.size };
    const made = { validators, unchanged, whole };
    this.fields.set(object, made);
    return made;
  }

  private async serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const key = this.authorize(request);
    const { headers, method } = request;
    // A request that may need no bytes reads only the metadata first.
    const found: ObjectDescription | ObjectWithBody | null = wantsWhole(request)
      ? await this.storage.get(key.key)
      : await this.storage.head(key.key);
    if (!found) throw new AppError('NOT_FOUND');

    const { size, contentType } = found;
    const validators = { etag: key.visibility === 'public' ? entityTag(key) : null, modifiedAt: found.modifiedAt };
    if (isUnchanged(headers, validators)) return reply.headers(fieldsOf(key, validators)).code(304).send();
    const range = method === 'GET' && isRangeWelcome(headers, validators) ? requestedRange(headers.range, size) : null;
    if (range === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${size}`);
      throw new AppError('RANGE_NOT_SATISFIABLE');
    }
    const body = method === 'HEAD' ? '' : await this.bodyOf(found, key, range);
    void reply
      .headers(fieldsOf(key, validators))
      .header('content-type', contentType)
      .header('content-length', range ? range.end - range.start + 1 : size);
    if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    return reply.send(body);
  }

  /** @throws AppError NOT_FOUND if the object was removed after it was found */
  private async bodyOf(
    found: ObjectDescription | ObjectWithBody,
    { key }: ObjectKey,
    range: ByteRange | null,
  ): Promise<ObjectWithBody['body']> {
    if ('body' in found) return found.body;
    const object = await this.storage.get(key, range ?? undefined);
    if (!object) throw new AppError('NOT_FOUND');
    return object.body;
  }

  /** The URL is read unescaped: keys need no escapes, so an escaped one does not exist. */
  private authorize(request: FastifyRequest): ObjectKey {
    const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.raw.url ?? '') ?? [];
    const key = parseObjectKey(path.slice(filesPath.length));
    if (!key) throw new AppError('NOT_FOUND');
    // Before checking whether it exists: an outsider learns nothing about private objects.
    if (key.visibility === 'private' && !this.signer.accepts(request.method, key.key, query)) {
      throw new AppError('FORBIDDEN');
    }
    return key;
  }

  private fail(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toAppError(thrown);
    if (error.status >= 500) {
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      this.logger.warn({ event: 'files.failed', requestId: request.id, code: error.code, reason });
    }
    sendFailure(request, reply, error);
  }
}

function wantsWhole({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && !headers.range && !headers['if-none-match'] && !headers['if-modified-since'];
}

function fieldsOf(key: ObjectKey, { etag, modifiedAt }: Validators): Record<string, string> {
  return {
    ...fileHeaders(key),
    'accept-ranges': 'bytes',
    'last-modified': lastModified({ modifiedAt }),
    ...(etag !== null && { etag }),
  };
}
