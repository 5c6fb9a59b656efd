import {
  type CanActivate,
  Controller,
  Get,
  Header,
  Injectable,
  Logger as NestLogger,
  Module,
  Query,
  Res,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { endpoint } from '@pixelboxx/shared';
import type { FastifyReply } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CookieWriter, SetCookies } from '../../../auth/cookies/index.ts';
import { Handle, Input, type InputOf } from '../contract/handle.decorator.ts';
import { registerSerializer } from './serializer.ts';
import { registerEndpoints } from './register-endpoints.ts';

const spec = endpoint({
  method: 'GET',
  path: '/v1/things/:id',
  aliases: ['/v1/old-things/:id'],
  access: 'public',
  status: 200,
  summary: 'One',
  params: z.object({ id: z.string() }),
  data: z.object({ id: z.string() }),
});
type Thing = z.input<(typeof spec)['data']>;

@Injectable()
class NoGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

async function start(controller: Type, providers: Parts['providers'] = []): Promise<NestFastifyApplication> {
  @Module({ controllers: [controller], providers })
  class ThingsModule {}
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class and is given a literal
  const app = await NestFactory.create<NestFastifyApplication>(ThingsModule, new FastifyAdapter(), { logger: false });
  registerSerializer(app.getHttpAdapter().getInstance());
  registerEndpoints(app, {
    guards: [],
    interceptors: [],
    fail: (_thrown, _request, reply) => void reply.code(500).send(),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

interface Parts {
  readonly providers?: { readonly provide: string; readonly useClass: Type }[];
}

beforeAll(() => NestLogger.overrideLogger(false));

describe('a controller with @Handle', () => {
  it('responds at the path of its spec and at its aliases, also to HEAD', async () => {
    @Controller()
    class Things {
      @Handle(spec)
      one(@Input() { params }: InputOf<typeof spec>, @Res({ passthrough: true }) reply: FastifyReply): Thing {
        void reply.header('x-thing', params.id);
        return params;
      }
    }
    const app = await start(Things);
    for (const url of ['/v1/things/7', '/v1/old-things/7']) {
      const { body, headers } = await app.inject(url);
      expect({ body, thing: headers['x-thing'] }).toEqual({ body: '{"success":true,"data":{"id":"7"}}', thing: '7' });
      expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(200);
    }
    await app.close();
  });

  it('is refused at the start with decorators that endpoints do not apply: a guard, a header, another route', async () => {
    @Controller()
    class GuardedMethod {
      @Handle(spec)
      @UseGuards(NoGuard)
      one(): Thing {
        return { id: '1' };
      }
    }
    @Controller()
    @UseGuards(NoGuard)
    class GuardedClass {
      @Handle(spec)
      one(): Thing {
        return { id: '1' };
      }
    }
    @Controller()
    class WithHeader {
      @Handle(spec)
      @Header('x-thing', '1')
      one(): Thing {
        return { id: '1' };
      }
    }
    @Controller()
    class WithRoute {
      @Handle(spec)
      @Get('/elsewhere')
      one(): Thing {
        return { id: '1' };
      }
    }
    await expect(start(GuardedMethod)).rejects.toThrow(
      'GuardedMethod.one has @Handle, which knows nothing of @UseGuards',
    );
    await expect(start(GuardedClass)).rejects.toThrow(
      'GuardedClass.one has @Handle, which knows nothing of @UseGuards',
    );
    await expect(start(WithHeader)).rejects.toThrow('@Header');
    await expect(start(WithRoute)).rejects.toThrow('@Get');
  });

  it('is refused at the start with a global guard, an unsupported parameter or an unsupported scope', async () => {
    @Controller()
    class Plain {
      @Handle(spec)
      one(): Thing {
        return { id: '1' };
      }
    }
    @Controller()
    class WithQuery {
      @Handle(spec)
      one(_input: object, @Query('a') a: string): Thing {
        return { id: a };
      }
    }
    @Controller({ scope: Scope.REQUEST })
    class OfRequest {
      @Handle(spec)
      one(): Thing {
        return { id: '1' };
      }
    }
    await expect(start(Plain, [{ provide: APP_GUARD, useClass: NoGuard }])).rejects.toThrow('APP_GUARD');
    await expect(start(WithQuery)).rejects.toThrow('WithQuery.one takes a parameter that @Handle() does not know');
    await expect(start(OfRequest)).rejects.toThrow('OfRequest');
  });

  it('is refused at the start with a method that replies by itself', async () => {
    @Controller()
    class RepliesItself {
      @Handle(spec)
      one(_input: object, @Res() reply: FastifyReply): Thing {
        void reply.send('mine');
        return { id: '1' };
      }
    }
    await expect(start(RepliesItself)).rejects.toThrow('RepliesItself.one takes @Res() without { passthrough: true }');
  });

  it('is refused at the start with an invalid deprecation', async () => {
    const old = endpoint({
      method: 'GET',
      path: '/v1/old-things',
      deprecated: { since: '2027-02-29', instead: null, reason: 'Nobody used it.' },
      access: 'public',
      status: 204,
      summary: 'Nothing',
    });
    @Controller()
    class OldThings {
      @Handle(old)
      none(): void {
        // Does nothing.
      }
    }
    await expect(start(OldThings)).rejects.toThrow('GET /v1/old-things: 2027-02-29 is no day');
  });

  it('is refused at the start with a handler that sets cookies not declared in its contract', async () => {
    @Controller()
    class WithCookies {
      @Handle(spec)
      one(_input: object, @SetCookies() setCookies: CookieWriter): Thing {
        setCookies([]);
        return { id: '1' };
      }
    }
    await expect(start(WithCookies)).rejects.toThrow('GET /v1/things/:id sets cookies: say it in the contract');
  });
});
