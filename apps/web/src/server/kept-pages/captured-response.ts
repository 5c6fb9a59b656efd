import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface Captured {
  readonly status: number;
  /** The headers that `render` has set. */
  readonly headers: OutgoingHttpHeaders;
  /** Unchanged bytes: a response that is no page may be a font or an image. */
  readonly body: Buffer;
}

/**
 * Captures what `render` would send, without sending it: the response is unchanged afterwards, and still has to be sent.
 * Null if the client has disconnected.
 */
export async function captureResponse(
  response: ServerResponse,
  render: (response: ServerResponse) => unknown,
): Promise<Captured | null> {
  const before = response.getHeaders();
  const chunks: Buffer[] = [];
  const ended = Promise.withResolvers<'ended' | 'closed'>();
  const add = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string') {
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    } else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const held = {
    write: (chunk: unknown, encoding?: unknown) => {
      add(chunk, encoding);
      return true;
    },
    end: (chunk?: unknown, encoding?: unknown) => {
      add(chunk, encoding);
      ended.resolve('ended');
      return response;
    },
    flushHeaders: () => undefined,
    writeHead: (status: number, ...rest: unknown[]) => {
      response.statusCode = status;
      const headers = rest.at(-1);
      if (typeof headers === 'object' && headers !== null) {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string);
      }
      return response;
    },
  };
  const closed = () => ended.resolve('closed');
  response.once('close', closed);
  Object.assign(response, held);
  const release = () => {
    // The methods were overridden by properties of the object itself.
    for (const name of Object.keys(held)) Reflect.deleteProperty(response, name);
    response.off('close', closed);
  };
  const rendered = Promise.resolve(render(response));
  try {
    // `render` may wait for its response to be sent, which happens only after this.
    const how = await Promise.race([ended.promise, rendered.then(() => ended.promise)]);
    rendered.catch(() => undefined);
    if (how === 'closed') return null;
  } finally {
    release();
  }
  const headers = Object.fromEntries(
    Object.entries(response.getHeaders()).filter(([name, value]) => before[name] !== value),
  );
  const { statusCode: status } = response;
  for (const name of Object.keys(headers)) {
    const former = before[name];
    if (former === undefined) response.removeHeader(name);
    else response.setHeader(name, former);
  }
  response.statusCode = 200;
  return { status, headers, body: Buffer.concat(chunks) };
}
