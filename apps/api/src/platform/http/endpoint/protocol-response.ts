import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { serializerOf } from './serializer.ts';

/** Returned by the handler of an endpoint with `completes`: its protocol uses status and headers for its results. */
export interface ProtocolResponse<Data = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the request has completed; null until it has. */
  readonly data: Data | null;
}

/** Sends it, with its data in the schema of `completes`. */
export function protocolSenderOf(completes: z.ZodType): (reply: FastifyReply, response: ProtocolResponse) => void {
  const serialize = serializerOf(completes);
  return (reply, { status, headers, data }) => {
    void reply.code(status).headers(headers);
    if (data === null) {
      void reply.send();
      return;
    }
    const text = serialize(data);
    void reply.type('application/json; charset=utf-8').send(text);
  };
}
