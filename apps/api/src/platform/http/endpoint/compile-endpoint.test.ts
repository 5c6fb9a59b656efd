import { endpoint, type EndpointSpec } from '@pixelboxx/shared';
import fastify, { type FastifyInstance } from 'fastify';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import { sendFailure } from '../../errors/failure-response.ts';
import { compileEndpoint } from './compile-endpoint.ts';
import type { EndpointPipeline } from './endpoint-pipeline.ts';
import type { ParameterReader } from './parameters.ts';

const data = z.object({ name: z.string() });
const spec = endpoint({ method: 'GET', path: '/things/:id', access: 'public', status: 202, summary: 'One', data });

const fail: EndpointPipeline['fail'] = (thrown, request, reply) =>
  sendFailure(request, reply, thrown instanceof AppError ? thrown : new AppError('INTERNAL_ERROR'));

interface Served {
  readonly spec?: EndpointSpec;
  readonly method: (...values: unknown[]) => unknown;
  readonly readers?: readonly ParameterReader[];
  readonly pipeline?: Partial<EndpointPipeline>;
}

function serve({ pipeline, method, readers = [], spec: ofWhat = spec }: Served): FastifyInstance {
  const server = fastify();
  const controller = { greeting: 'hello' };
  const handler = compileEndpoint(
    { spec: ofWhat, controller, method, readers },
    { guards: [], interceptors: [], fail, ...pipeline },
  );
  server.route({ method: 'GET', url: spec.path, handler });
  return server;
}

async function ask(served: Served, url = '/things/1') {
  const server = serve(served);
  const { statusCode, headers, body } = await server.inject(url);
  await server.close();
  return { status: statusCode, headers, body };
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));

describe('a compiled endpoint', () => {
  it('sets its public cache lifetime on responses, and never on failures', async () => {
    const shared = { ...spec, publicForSeconds: 10 };
    const told = await ask({ spec: shared, method: () => ({ name: 'Ada' }) });
    expect(told.headers['cache-control']).toBe('public, max-age=10');
    const failed = await ask({
      spec: shared,
      method: () => {
        throw new AppError('NOT_FOUND');
      },
    });
    expect(failed.headers['cache-control']).toBe('no-store');
    expect((await ask({ method: () => ({ name: 'Ada' }) })).headers).not.toHaveProperty('cache-control');
  });

  it('responds with the status of its spec and the fields of its schema, in the envelope', async () => {
    for (const method of [() => ({ name: 'Ada', secret: 1 }), () => later({ name: 'Ada', secret: 1 })]) {
      const { status, headers, body } = await ask({ method });
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 202,
        type: 'application/json; charset=utf-8',
      });
      expect(body).toBe('{"success":true,"data":{"name":"Ada"}}');
    }
  });

  it('sends nothing of a result that does not match the schema', async () => {
    for (const result of [undefined, null, 7, { name: 7, secret: 'x' }, { secret: 'x' }]) {
      const { status, body } = await ask({ method: () => result });
      expect(status).toBe(500);
      expect(body).not.toContain('x"');
    }
  });

  it('has no body if the spec has no data, whatever is returned', async () => {
    const bare = endpoint({ method: 'GET', path: spec.path, access: 'public', status: 204, summary: 'Nothing' });
    const { status, body } = await ask({ spec: bare, method: () => later(undefined) });
    expect({ status, body }).toEqual({ status: 204, body: '' });
  });

  it('calls the controller’s method with the value of each parameter, in order', async () => {
    const readers: ParameterReader[] = [({ params }) => params, (_request, reply) => reply.statusCode];
    const { body } = await ask({
      readers,
      method(this: unknown, ...values: unknown[]) {
        return { name: JSON.stringify([this, ...values]) };
      },
    });
    expect(JSON.parse(body)).toMatchObject({ data: { name: '[{"greeting":"hello"},{"id":"1"},202]' } });
  });

  it('runs its guards in order, synchronous or asynchronous, up to the first that refuses, and then the method', async () => {
    const guard = fc.record({ refuses: fc.boolean(), waits: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(guard, { maxLength: 5 }), async (kinds) => {
        const passed: (number | string)[] = [];
        const guards = kinds.map(({ refuses, waits }, index) => ({
          guardOf: () => () => {
            passed.push(index);
            if (waits) return later(undefined).then(() => (refuses ? Promise.reject(refusal(index)) : undefined));
            if (refuses) throw refusal(index);
            return undefined;
          },
        }));
        const method = () => {
          passed.push('method');
          return { name: 'Ada' };
        };
        const { status, body } = await ask({ method, pipeline: { guards } });
        const first = kinds.findIndex(({ refuses }) => refuses);
        const asked = kinds.map((_, index) => index).slice(0, first < 0 ? undefined : first + 1);
        expect(passed).toEqual(first < 0 ? [...asked, 'method'] : asked);
        expect(status).toBe(first < 0 ? 202 : 403);
        if (first >= 0) expect(body).toContain(`by ${first}`);
      }),
      { seed: 20_261_128, numRuns: 60 },
    );
  });

  it('wraps the method in its interceptors, the first outermost, and omits those that do not apply', async () => {
    const order: string[] = [];
    const interceptor = (name: string) => ({
      around: (_spec: EndpointSpec, handle: (...args: Parameters<ParameterReader>) => unknown) =>
        name === 'none'
          ? null
          : async (...args: Parameters<ParameterReader>) => {
              order.push(`before ${name}`);
              const result = await handle(...args);
              order.push(`after ${name}`);
              return result;
            },
    });
    const interceptors = ['a', 'none', 'b'].map(interceptor);
    await ask({ method: () => ({ name: order.push('method').toString() }), pipeline: { interceptors } });
    expect(order).toEqual(['before a', 'before b', 'method', 'after b', 'after a']);
  });

  it('responds with the error that a parameter, the method or its promise throws', async () => {
    const thrown = refusal(1);
    const throwing = () => {
      throw thrown;
    };
    const kinds: Served[] = [
      { method: () => ({ name: 'Ada' }), readers: [throwing] },
      { method: throwing },
      { method: () => later(undefined).then(throwing) },
    ];
    for (const kind of kinds) expect((await ask(kind)).status).toBe(403);
  });

  it('sends the headers of its protocol, completed from the request', async () => {
    const { data: completes, ...head } = spec;
    const uploading = { ...head, completes };
    const headers = { 'x-offset': '7' };
    const part = await ask({ spec: uploading, method: () => later({ status: 204, headers, data: null }) });
    expect(part).toMatchObject({ status: 204, headers, body: '' });
    const whole = { status: 200, headers, data: { name: 'Ada', secret: 'x' } };
    const last = await ask({ spec: uploading, method: () => later(whole) });
    expect(last).toMatchObject({ status: 200, headers, body: '{"success":true,"data":{"name":"Ada"}}' });
    expect(last.headers['content-type']).toBe('application/json; charset=utf-8');
    const unfit = await ask({ spec: uploading, method: () => later({ ...whole, data: { name: 7 } }) });
    expect(unfit.status).toBe(500);
  });

  it('still responds if both its response and its failure have a header that cannot be sent', async () => {
    const method = (reply: unknown) => {
      (reply as { header(name: string, value: string): void }).header('x-broken', 'a\nb');
      return { name: 'Ada' };
    };
    expect((await ask({ method, readers: [(_request, reply) => reply] })).status).toBe(500);
  });

  it('is not found for an empty path parameter', async () => {
    expect((await ask({ method: () => ({ name: 'Ada' }) }, '/things/')).status).toBe(404);
  });
});

function refusal(index: number): AppError {
  return new AppError('FORBIDDEN', { message: `by ${index}` });
}
