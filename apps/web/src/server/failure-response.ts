import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeError, type ErrorCode, type ErrorDetails, type FailureEnvelope } from '@pixelboxx/shared';

export interface FailureOptions {
  readonly details?: ErrorDetails;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API's failure envelope, for requests that this server refuses itself. Cuts off a response that has begun. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  code: ErrorCode,
  { details = {}, headers = {} }: FailureOptions = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const requestId = wellFormedId(request.headers['x-request-id']) ?? randomUUID();
  const { status, message } = describeError(code);
  const body: FailureEnvelope = { success: false, error: { code, message, details, requestId } };
  const { retryAfterSeconds } = details;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(JSON.stringify(body))),
    'cache-control': 'no-store',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    // A client that sees this can skip the rest of its body.
    connection: 'close',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function wellFormedId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,128}$/.test(value) ? value : undefined;
}
