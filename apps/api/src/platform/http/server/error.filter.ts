import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type ErrorTracker, routeOf } from '@pixelboxx/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.ts';
import type { Logger } from '../../observability/logger.ts';
import { AppError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { sendFailure } from '../../errors/failure-response.ts';

/** The one place where failures become responses. Our own faults are logged here with their cause, and nowhere else. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly allowedMethods: AllowedMethods,
    private readonly errors: ErrorTracker,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.respond(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also used for failures before Nest is reached. */
  respond(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = request.is404 ? this.unrouted(thrown, request) : toAppError(thrown);
    if (error.status >= 500) this.log(error, request);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendFailure(request, reply, error);
  }

  private unrouted(thrown: unknown, request: FastifyRequest): AppError {
    if (thrown instanceof AppError) return thrown;
    const allowed = this.allowedMethods.of(request.url.split('?', 1)[0] ?? '');
    return allowed.length > 0
      ? new AppError('METHOD_NOT_ALLOWED', { details: { allowed } })
      : new AppError('NOT_FOUND');
  }

  private log(error: AppError, request: FastifyRequest): void {
    const fields = { event: 'http.failed', requestId: request.id, code: error.code, route: request.routeOptions.url };
    const cause: unknown = error.cause ?? error;
    // A dependency that is down fails every request: its message is enough, and a stack for each would flood the log.
    if (error.code === 'INTERNAL_ERROR') {
      this.logger.error({ ...fields, err: cause });
      this.errors.report({ error: cause, kind: 'request', where: routeOf(request), requestId: request.id });
    } else
      this.logger.warn({ ...fields, reason: cause instanceof Error ? cause.message.slice(0, 300) : String(cause) });
  }
}
