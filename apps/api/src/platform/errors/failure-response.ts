import { describeError, type ProblemDetails } from '@pixelboxx/shared';
import { awaitsBody, failureEnvelope, failureHeaders } from '@pixelboxx/node-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from './app-error.ts';

const problemType = 'application/problem+json';

/** Writes a failure as the envelope, or as RFC 9457 problem details if the client asks for them. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: AppError): void {
  request.errorCode = error.code;
  void reply.headers(failureHeaders(error));
  // A client that receives it can stop sending; anything it still sends is discarded (`deliverEarlyResponses`).
  if (awaitsBody(request.raw) && !reply.hasHeader('connection')) void reply.header('connection', 'close');
  void reply.header('cache-control', 'no-store').status(error.status);
  const wantsProblem = request.headers.accept?.includes(problemType) ?? false;
  if (wantsProblem) void reply.type(`${problemType}; charset=utf-8`).send(JSON.stringify(problemOf(request, error)));
  else void reply.type('application/json; charset=utf-8').send(JSON.stringify(failureEnvelope(error, request.id)));
}

function problemOf(request: FastifyRequest, error: AppError): ProblemDetails {
  return {
    type: `urn:pixelboxx:error:${error.code}`,
    title: describeError(error.code).message,
    status: error.status,
    code: error.code,
    detail: error.message,
    instance: `urn:pixelboxx:request:${request.id}`,
    ...(error.details.fields ? { errors: error.details.fields } : {}),
    ...(error.details.puzzle ? { puzzle: error.details.puzzle } : {}),
  };
}
