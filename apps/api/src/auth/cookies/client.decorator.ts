import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthCookies, type ClientState } from './auth-cookies.ts';

const IncomingRequest = createParamDecorator((_data: unknown, context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

@Injectable()
class ClientStatePipe implements PipeTransform<FastifyRequest, ClientState> {
  constructor(private readonly cookies: AuthCookies) {}

  transform(request: FastifyRequest): ClientState {
    return this.cookies.read(request);
  }
}

/** What the browser holds, as a parameter of a handler: `@Client() client: ClientState`. Its module imports `CookiesModule`. */
export const Client = (): ParameterDecorator => IncomingRequest(ClientStatePipe);
