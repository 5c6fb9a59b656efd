import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { toAppError } from '../../errors/classify-error.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import { endpointOf } from '../endpoint/endpoint-metadata.ts';
import { AccessWatch } from '../security/access-watch.ts';

/** What the handler of an endpoint with `download` returns: a file that is written while it is sent. */
export interface Download {
  /** One of those the spec names. */
  readonly contentType: string;
  /** As the browser shall keep it: letters, digits, `.` and `-`. */
  readonly filename: string;
  /** Pulled as fast as the client reads; ended early when the client leaves or the right to it is lost. */
  readonly content: AsyncGenerator<string, void>;
}

/**
 * Sends what a handler writes as a file. What fails before the first piece is answered in the envelope; after it the
 * connection is cut, so that no part can be taken for the whole.
 */
@Injectable()
export class DownloadInterceptor implements NestInterceptor {
  constructor(
    private readonly access: AccessWatch,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Download>): Observable<Readable> {
    const http = context.switchToHttp();
    const spec = endpointOf(context.getHandler());
    if (!spec?.download) throw new Error('Only an endpoint with `download` is one');
    return from(this.send(spec, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), next));
  }

  private async send(
    spec: EndpointSpec,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler<Download>,
  ): Promise<Readable> {
    const { contentType, filename, content } = await lastValueFrom(next.handle());
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
    // Also when nobody asked for more than the first.
    await rest.return();
  }
}
