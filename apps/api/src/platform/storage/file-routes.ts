import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { AppError } from '../errors/app-error.ts';
import { toAppError } from '../errors/classify-error.ts';
import { sendFailure } from '../errors/failure-response.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { fileHeaders } from './file-headers.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { entityTag, type ObjectKey, parseObjectKey } from './object-key.ts';
import { ObjectStorage } from './object-storage.ts';

const prefix = '/files/';

/**
 * Serves stored objects: public ones to anyone and for ever, private ones to holders of a live signature. A plain
 * Fastify route and not a controller: a page shows dozens of pictures, and guards, pipes, interceptors, CORS and the
 * headers of data, none of which apply to a picture, cost twice as much as serving it.
 */
@Injectable()
export class FileRoutes {
  private readonly transportSecurity: Record<string, string>;

  constructor(
    host: HttpAdapterHost,
    private readonly storage: ObjectStorage,
    private readonly signer: FileUrlSigner,
    @InjectConfig() config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {
    const isHttps = config.http.secureCookies;
    this.transportSecurity = isHttps ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {};
    // Tools run the modules without a server.
    const server = host.httpAdapter?.getInstance<FastifyInstance>();
    void server?.register((files, _options, done) => {
      files.setErrorHandler((error, request, reply) => this.fail(error, request, reply));
      files.route({
        method: ['GET', 'HEAD'],
        url: `${prefix}*`,
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

    void reply.headers(fileHeaders(key)).headers(this.transportSecurity);
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
      this.logger.warn({
        event: 'files.failed',
        requestId: request.id,
        code: error.code,
        reason: String(error.cause ?? error),
      });
    }
    void reply.headers(failureHeaders);
    sendFailure(request, reply, error);
  }
}

const failureHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** If-None-Match compares weakly (RFC 9110 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
