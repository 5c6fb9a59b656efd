import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { formerResumableUploadsPath, resumableUploadsPath } from '@pixelboxx/shared';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { toAppError } from '../../platform/errors/classify-error.ts';
import { sendFailure } from '../../platform/errors/failure-response.ts';
import { tusVersion } from './tus-protocol.ts';

/**
 * OPTIONS tells everyone what is supported (tus 1.0, "OPTIONS"). The same request is a browser's preflight, for
 * which the api's CORS has added its headers.
 */
@Injectable()
export class TusDiscovery {
  constructor(host: HttpAdapterHost, @InjectConfig() config: Config) {
    const headers = {
      'tus-resumable': tusVersion,
      'tus-version': tusVersion,
      'tus-extension': 'creation,creation-with-upload,expiration,termination',
      'tus-max-size': String(config.uploads.maxBytes),
    };
    void host.httpAdapter.getInstance<FastifyInstance>().register((routes, _options, done) => {
      // Nest's filter does not apply to routes outside of Nest.
      routes.setErrorHandler((error, request, reply) => sendFailure(request, reply, toAppError(error)));
      for (const url of [resumableUploadsPath, formerResumableUploadsPath].flatMap((path) => [path, `${path}/:id`])) {
        routes.options(url, (_request, reply: FastifyReply) => reply.code(204).headers(headers).send());
      }
      done();
    });
  }
}
