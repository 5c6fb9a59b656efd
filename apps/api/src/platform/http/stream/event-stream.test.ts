import { takeTime } from '@pixelboxx/config/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EventStream } from './event-stream.ts';
import { StreamPlaces } from './open-streams.ts';
import { frameOf } from './stream-frames.ts';

const servers: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Source {
  readonly stream: EventStream;
  asked: number;
  isAborted: boolean;
}

/** A server that streams what `frames` yields to every client. */
async function serve(
  frames: (source: Source, signal: AbortSignal) => AsyncIterableIterator<string>,
  options: { stallMs?: number; heartbeatMs?: number } = {},
): Promise<{ port: number; url: string; sources: Source[] }> {
  const sources: Source[] = [];
  const server = Fastify({ forceCloseConnections: true });
  servers.push(server);
  server.get('/', (_request, reply) => {
    const leaving = new AbortController();
    const source: { -readonly [Key in keyof Source]?: Source[Key] } = { asked: 0, isAborted: false };
    const iterator = frames(source as Source, leaving.signal);
    source.stream = new EventStream({
      ...options,
      frames: iterator,
      first: iterator.next(),
      abort: () => {
        source.isAborted = true;
        leaving.abort();
      },
      cut: () => reply.raw.destroy(),
      lastFrame: (error) => `event: error\ndata: ${String(error)}\n\n`,
    });
    sources.push(source as Source);
    return reply.header('content-type', 'text/event-stream').header('connection', 'close').send(source.stream);
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { port: Number(new URL(url).port), url, sources };
}

async function* endless(source: Source, size: number): AsyncGenerator<string, void> {
  for (;;) {
    source.asked += 1;
    yield `data: ${'x'.repeat(size)}\n\n`;
    await Promise.resolve();
  }
}

describe('the bytes of a stream', () => {
  it('respect back-pressure: the source is read only when there is room, and a client that does not read is disconnected', async () => {
    const { port, sources } = await serve((source) => endless(source, 10_000), { stallMs: 400 });
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await expect.poll(() => sources[0]?.isAborted, { timeout: 15_000 }).toBe(true);
    const asked = sources[0]?.asked ?? 0;
    // The machine's sockets hold some megabytes; this process holds no more than two buffers.
    expect(asked).toBeLessThan(5_000);
    expect(sources[0]?.stream.readableLength).toBeLessThan(64_000);
    await takeTime(50);
    expect(sources[0]?.asked).toBe(asked);
    socket.destroy();
  });

  it('end with an error frame if the source fails, after all its events', async () => {
    const { url, sources } = await serve(async function* () {
      yield 'data: 1\n\n';
      await takeTime(10);
      throw new Error('broken');
    });
    expect(await (await fetch(url)).text()).toBe('retry: 2000\n\ndata: 1\n\nevent: error\ndata: Error: broken\n\n');
    expect(sources[0]?.isAborted).toBe(true);
  });

  it('end with the source, or with one last frame if ended from outside', async () => {
    const { url, sources } = await serve(async function* (_source, signal) {
      yield 'data: 1\n\n';
      await once(signal, 'abort');
      yield 'data: too late\n\n';
    });
    const response = await fetch(url);
    await expect.poll(() => sources.length).toBe(1);
    sources[0]?.stream.finish('data: last\n\n');
    sources[0]?.stream.finish('data: again\n\n');
    expect(await response.text()).toMatch(/^retry: 2000\n\n(data: 1\n\n)?data: last\n\n$/);
  });

  it('contain heartbeats while there are no events', async () => {
    const { url } = await serve(
      async function* (_source, signal) {
        await once(signal, 'abort');
        yield '';
      },
      { heartbeatMs: 20 },
    );
    const reader = (await fetch(url)).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.endsWith(':\n\n:\n\n')) text += (await reader?.read())?.value ?? '';
    expect(text).toBe('retry: 2000\n\n:\n\n:\n\n');
    await reader?.cancel();
  });

  it('stop the source when the client disconnects', async () => {
    const { url, sources } = await serve(async function* (_source, signal) {
      await once(signal, 'abort');
      yield '';
    });
    const leaving = new AbortController();
    await fetch(url, { signal: leaving.signal });
    leaving.abort();
    await expect.poll(() => sources[0]?.isAborted, { timeout: 5_000 }).toBe(true);
  });
});

describe('a frame of a stream', () => {
  const schema = z.discriminatedUnion('type', [
    z.object({ type: z.literal('said'), data: z.object({ text: z.string() }) }),
  ]);

  it('contains only the fields of the schema', () => {
    const item = { type: 'said', data: { text: 'a\nb\r\n\u2028', secret: 1 }, id: '7', more: true };
    expect(frameOf(item, schema)).toBe('id: 7\nevent: said\ndata: {"text":"a\\nb\\r\\n\u2028"}\n\n');
    expect(() => frameOf({ type: 'said', data: { text: 5 } }, schema)).toThrow();
    expect(() => frameOf({ type: 'shouted', data: { text: '' } }, schema)).toThrow();
  });

  it('can be a gap or only a position, and never contains an id with line breaks', () => {
    expect(frameOf({ type: 'gap', id: '7' }, schema)).toBe('id: 7\nevent: gap\ndata: {}\n\n');
    expect(frameOf({ id: '7' }, schema)).toBe('id: 7\n\n');
    expect(() => frameOf({ id: '7\ndata: x' }, schema)).toThrow('one line');
  });
});

describe('the limits of streams', () => {
  it('apply per user and in total; a place released twice counts once', () => {
    const places = new StreamPlaces(2, 3);
    const [first] = [places.take('ada'), places.take('ada')];
    expect(() => places.take('ada')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }) as Error);
    places.take('bob');
    expect(() => places.take('eve')).toThrow(expect.objectContaining({ code: 'OVERLOADED' }) as Error);
    first();
    first();
    places.take('ada');
    expect(() => places.take('ada')).toThrow(expect.objectContaining({ code: 'OVERLOADED' }) as Error);
  });
});
