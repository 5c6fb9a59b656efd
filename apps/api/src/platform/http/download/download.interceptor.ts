import { Injectable } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { toAppError } from '../../errors/classify-error.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import type { EndpointInterceptor, Handler } from '../endpoint/endpoint-pipeline.ts';
import { AccessWatch } from '../security/access-watch.ts';

/** Returned by the handler of an endpoint with `download`: a file that is generated while it is sent. */
export interface Download {
  /** One of those in the spec. */
  readonly contentType: string;
  /** The name under which the browser saves it: letters, digits, `.` and `-`. */
  readonly filename: string;
  /** Pulled as fast as the client reads; ended early when the client disconnects or loses access. */
  readonly content: AsyncGenerator<string, void>;
}

/**
 * Sends what a handler generates as a file. A failure before the first piece gets the envelope; a later one cuts the
 * connection, so that no part can be mistaken for the whole.
 */
@Injectable()
export class DownloadInterceptor implements EndpointInterceptor {
  constructor(
    private readonly access: AccessWatch,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  around(spec: EndpointSpec, handle: Handler): Handler | null {
    if (!spec.download) return null;
    // `Handle` gives the handler of such an endpoint this type.
    return async (request, reply) => this.send(spec, request, reply, (await handle(request, reply)) as Download);
  }

  private async send(
    spec: EndpointSpec,
    request: FastifyRequest,
    reply: FastifyReply,
    { contentType, filename, content }: Download,
  ): Promise<Readable> {
    const first = await content.next();
    const body = Readable.from(pieces(first, content), { objectMode: false });
    const unwatch = this.access.watch(request.principal, spec.access, (lost) => body.destroy(lost));
    body.on('close', unwatch);
    body.on('error', (thrown) => {
      const { code, cause } = toAppError(thrown);
      request.errorCode = code;
      this.logger.warn({ event: 'download.cut', requestId: request.id, code, err: cause ?? thrown });
    });
    void reply.headers({
      'content-type': contentType,
      'content-disposition': `attachment; filename="${filename}"`,
      'cache-control': 'no-store',
    });
    return body;
  }
}

async function* pieces(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<Buffer, void> {
  try {
    if (!first.done) yield Buffer.from(first.value);
    for await (const piece of rest) yield Buffer.from(piece);
  } finally {
    // Also when only the first piece was read.
    await rest.return();
  }
}
