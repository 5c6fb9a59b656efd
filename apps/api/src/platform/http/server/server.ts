import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  continueWhenRead,
  createClientErrorHandler,
  deliverEarlyResponses,
  refuseTunnels,
  routableTarget,
} from '@pixelboxx/node-kit';
import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { sendFailure } from '../../errors/failure-response.ts';
import { jsonBodyMaxBytes } from './body-parsers.ts';
import { createIpList, trustHops } from './forwarding.ts';
import { uuidv7 } from '../../identifiers.ts';
import { requestIdOf } from '../logging/request-id.ts';

/** Fastify with limits on everything a client controls: sizes, counts and time. */
export function createHttpAdapter(config: Config): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    genReqId: requestIdOf,
    trustProxy: trustHops(createIpList(config.http.trustedProxies)),
    bodyLimit: jsonBodyMaxBytes,
    requestTimeout: 60_000,
    connectionTimeout: 70_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
    // `refuseMisaddressed` requires the host, and responds with the envelope.
    http: { maxHeaderSize: 16_384, requireHostHeader: false },
    frameworkErrors: respondUnroutable,
    rewriteUrl: (request: IncomingMessage) => routableTarget(request),
    // Input that is not HTTP never becomes a request, but gets the same envelope.
    clientErrorHandler: (error, socket) => refuseUnparsable(error, socket),
  });
  const { server } = adapter.getInstance();
  const refuseUnparsable = createClientErrorHandler(server, uuidv7);
  deliverEarlyResponses(server);
  continueWhenRead(server);
  refuseTunnels(server, uuidv7);
  return adapter;
}

/** The router rejects badly escaped or overlong paths before any hook has run, so the headers are set here. */
function respondUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  });
  sendFailure(request, reply, toAppError(error));
}
