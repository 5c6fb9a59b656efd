import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { SuccessEnvelope } from '@pixelboxx/shared';
import { map, type Observable } from 'rxjs';
import { endpointOf } from './endpoint.decorator.ts';

/** Wraps what an endpoint returns. Runs outside the serializer, so only declared fields are inside. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (!endpointOf(context.getHandler())?.data) return next.handle();
    return next.handle().pipe(map((data): SuccessEnvelope<unknown> => ({ success: true, data })));
  }
}
