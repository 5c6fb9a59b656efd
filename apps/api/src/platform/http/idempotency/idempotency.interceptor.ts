import { Injectable } from '@nestjs/common';
import { type EndpointSpec, isSafeMethod } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { sha256Hex } from '../../crypto/digests.ts';
import { fieldError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import type { EndpointInterceptor, Handler } from '../endpoint/endpoint-pipeline.ts';
import { IdempotencyStore } from './idempotency-store.ts';
import { IdempotentRequest, KnownResponse } from './idempotent-request.ts';

const idempotencyHeader = 'idempotency-key';

/**
 * Whether the endpoint supports the header. A response with cookies cannot be repeated, since the first may be out of date,
 * and one that is shown only once must not be.
 */
export function takesIdempotencyKey(spec: EndpointSpec): boolean {
  const { method, access, setsCookies, protocol, download, toldOnce } = spec;
  const isGivenOnce = setsCookies === true || toldOnce === true;
  const hasOwnWay = protocol !== undefined || download !== undefined;
  return !isSafeMethod(method) && access !== 'public' && !isGivenOnce && !hasOwnWay;
}

/**
 * Carries out a request with an `Idempotency-Key` once, however often it is sent, and gives every copy the same response
 * (draft-ietf-httpapi-idempotency-key-header). The key is valid for one user, method and path, and for a day.
 */
@Injectable()
export class IdempotencyInterceptor implements EndpointInterceptor {
  constructor(
    private readonly store: IdempotencyStore,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  around(spec: EndpointSpec, handle: Handler): Handler | null {
    if (!takesIdempotencyKey(spec)) return null;
    return (request, reply) => {
      const key = request.headers[idempotencyHeader];
      if (key === undefined || !request.principal) return handle(request, reply);
      return this.once(request, String(key), spec, () => handle(request, reply));
    };
  }

  private async once(request: FastifyRequest, key: string, spec: EndpointSpec, work: () => unknown): Promise<unknown> {
    try {
      const attempt = await this.begin(request, key, spec);
      request.idempotency = attempt;
      return await this.carryOut(attempt, work);
    } catch (error) {
      if (error instanceof KnownResponse) return error.data;
      throw error;
    }
  }

  private begin(request: FastifyRequest, key: string, spec: EndpointSpec): Promise<IdempotentRequest> {
    // Its length bounds the digest's work; its alphabet is what an HTTP field can carry without escapes.
    if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw fieldError(idempotencyHeader, 'Use 1 to 255 visible characters.');
    const [path = '', query = ''] = request.url.split('?', 2);
    const name = { userId: request.principal?.user.id ?? '', scope: sha256Hex(`${spec.method}\n${path}\n${key}`) };
    // Left out if absent: responses stored before `If-Match` was introduced stay valid.
    const ifMatch = spec.version ? request.headers['if-match'] : undefined;
    const condition = ifMatch === undefined ? '' : `\n${ifMatch}`;
    const asked = spec.file ? null : `${query}\n${JSON.stringify(request.body ?? null)}${condition}`;
    return IdempotentRequest.begin(this.store, name, asked, (result) => spec.data?.parse(result));
  }

  private async carryOut(attempt: IdempotentRequest, work: () => unknown): Promise<unknown> {
    let result: unknown;
    try {
      result = await work();
    } catch (error) {
      if (!(error instanceof KnownResponse)) await this.quietly(attempt.fail(toAppError(error)));
      throw error;
    }
    await this.quietly(attempt.succeed(result));
    return result;
  }

  /** The effect has happened even if it cannot be stored, so the user gets the response. */
  private async quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.warn({ event: 'idempotency.answer.lost', reason: String(error) });
    }
  }
}
