import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registerSerializer } from './serializer.ts';

const TestUser = z.object({ name: z.string(), friends: z.array(z.object({ name: z.string() })) });

/** Sends `result` as the endpoint of a contract that promises `Person`. */
async function respond(result: unknown, status = 200): Promise<{ status: number; body: unknown; text: string }> {
  const server = fastify();
  registerSerializer(server);
  const response = { default: TestUser };
  server.get('/', { schema: { response } }, (_request, reply) => reply.code(status).send(result));
  server.setErrorHandler((error, _request, reply) => reply.code(500).send(JSON.stringify({ name: String(error) })));
  const { statusCode, body, json } = await server.inject('/');
  await server.close();
  return { status: statusCode, body: json<unknown>(), text: body };
}

describe('a serialized response', () => {
  it('has only the declared fields, at any depth, in the envelope', async () => {
    const friend = { name: 'Bo', passwordHash: 'secret' };
    const { body } = await respond({ name: 'Ada', email: 'a@example.com', friends: [friend] });
    expect(body).toEqual({ success: true, data: { name: 'Ada', friends: [{ name: 'Bo' }] } });
  });

  it('has only the declared fields with any status', async () => {
    for (const status of [201, 202, 203, 299, 400]) {
      const { text } = await respond({ name: 'Ada', passwordHash: 'secret', friends: [] }, status);
      expect(text).not.toContain('secret');
    }
  });

  it('becomes an internal error if it does not match the schema, and none of it is sent', async () => {
    for (const result of [{ name: 7, friends: [] }, { friends: [] }, { name: 'Ada', friends: null }, [], 7, true]) {
      const { status } = await respond(result);
      expect({ result, status }).toEqual({ result, status: 500 });
    }
  });
});
