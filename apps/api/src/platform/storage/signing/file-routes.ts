import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { sendFailure } from '../../errors/failure-response.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import { fileHeaders } from './file-headers.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { entityTag, type ObjectKey, parseObjectKey } from '../object-key.ts';
import { ObjectStorage } from '../object-storage.ts';

const prefix = '/files/';

/**
 * Serves stored objects: public ones to anyone and for ever, private ones to holders of a live signature. A plain
 * Fastify route and not a controller: a page shows dozens of images, and guards, pipes and
 * interceptors, none of which applies to an image, cost more than serving it.
 */
@Injectable()
export class FileRoutes {
  constructor(
    host: HttpAdapterHost,
    private readonly storage: ObjectStorage,
    private readonly signer: FileUrlSigner,
    @InjectLogger() private readonly logger: Logger,
  ) {
    void host.httpAdapter.getInstance<FastifyInstance>().register((files, _options, done) => {
      files.setErrorHandler((error, request, reply) => this.fail(error, request, reply));
      files.route({
        method: ['GET', 'HEAD'],
        url: `${prefix}*`,
        // Nobody's scripts read files from another origin, and `Vary: Origin` would have a CDN keep a copy for each.
        config: { cors: { origin: false } },
        handler: (request, reply) => this.serve(request, reply),
      });
      done();
    });
  }

  private async serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const key = this.authorize(request);
    const tag = entityTag(key);
    const isUnchanged = key.visibility === 'public' && matches(request.headers['if-none-match'], tag);
    const wantsBody = !isUnchanged && request.method !== 'HEAD';
    const object = wantsBody ? await this.storage.get(key.key) : await this.storage.head(key.key);
    if (!object) throw new AppError('NOT_FOUND');

    void reply.headers(fileHeaders(key));
    if (key.visibility === 'public') void reply.header('etag', tag);
    if (isUnchanged) return reply.code(304).send();
    void reply.header('content-type', object.contentType).header('content-length', object.size);
    return reply.send('body' in object ? object.body : '');
  }

  /** The address is read as it came: keys need no escapes, so an escaped one is simply not there. */
  private authorize(request: FastifyRequest): ObjectKey {
    const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.raw.url ?? '') ?? [];
    const key = parseObjectKey(path.slice(prefix.length));
    if (!key) throw new AppError('NOT_FOUND');
    // Before looking whether it exists: an outsider learns nothing about private objects.
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

/** If-None-Match compares weakly (RFC 9110 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
