import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { AppError } from '../errors/app-error.ts';
import { fileHeaders } from './file-headers.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { entityTag, type ObjectKey, parseObjectKey } from './object-key.ts';
import { ObjectStorage } from './object-storage.ts';

const prefix = '/files/';

/** Serves stored objects: public ones to anyone and for ever, private ones to holders of a live signature. */
@Controller()
export class FilesController {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly signer: FileUrlSigner,
  ) {}

  @Get('files/*')
  async serve(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const key = this.authorize(request);
    const tag = entityTag(key);
    const unchanged = key.visibility === 'public' && matches(request.headers['if-none-match'], tag);
    const object =
      unchanged || request.method === 'HEAD' ? await this.storage.head(key.key) : await this.storage.get(key.key);
    if (!object) throw new AppError('NOT_FOUND');

    void reply.headers(fileHeaders(key));
    if (key.visibility === 'public') void reply.header('etag', tag);
    if (unchanged) {
      void reply.status(304);
      return undefined;
    }
    void reply.header('content-type', object.contentType).header('content-length', object.size);
    // For HEAD an empty stream: of an empty text Fastify would announce the length, which is not that of the file.
    return 'body' in object ? object.body : Readable.from([]);
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
}

/** If-None-Match compares weakly (RFC 9110 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
