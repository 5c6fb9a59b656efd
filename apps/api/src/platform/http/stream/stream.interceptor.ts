import { Injectable } from '@nestjs/common';
import { type EndpointSpec, lastEventIdMaxLength, streamContentType } from '@pixelboxx/shared';
import { failureEnvelope } from '@pixelboxx/node-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/classify-error.ts';
import { withoutWaitBudget } from '../../database/pool/wait-budget.ts';
import { InjectLogger, type Logger } from '../../observability/logger.ts';
import type { EndpointInterceptor, Handler } from '../endpoint/endpoint-pipeline.ts';
import { AccessWatch } from '../security/access-watch.ts';
import { ipKeyOf } from '../security/client-ip.ts';
import { EventStream } from './event-stream.ts';
import { OpenStreams } from './open-streams.ts';
import { errorFrame, frameOf } from './stream-frames.ts';
import type { StreamItem } from './stream-item.ts';

/** What the handler of a stream gets in addition to its input. */
export interface StreamInput {
  /** Aborted as soon as the stream ends, for whatever reason. */
  readonly signal: AbortSignal;
  /** Where an earlier stream of this client ended; null for a new one. Not validated. */
  readonly lastEventId: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    stream?: StreamInput;
  }
}

type StreamSpec = EndpointSpec & Required<Pick<EndpointSpec, 'stream'>>;

/** A failure within this time gets the envelope; after it the stream has begun. */
const firstItemMs = 500;

const streamHeaders = {
  'content-type': streamContentType,
  'cache-control': 'no-store',
  // Proxies (nginx) would otherwise hold back small amounts of data.
  'x-accel-buffering': 'no',
  // A connection that was open for hours is not worth keeping, and a shutdown need not wait for it.
  connection: 'close',
};

/** Turns the items that a handler yields into the response (see `http/stream.ts` of the contract for the wire format). */
@Injectable()
export class StreamInterceptor implements EndpointInterceptor {
  constructor(
    private readonly streams: OpenStreams,
    private readonly access: AccessWatch,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  around(spec: EndpointSpec, handle: Handler): Handler | null {
    if (!isStreamSpec(spec)) return null;
    return (request, reply) => {
      // For a HEAD, the endless stream would be read to its end.
      if (request.method === 'HEAD') return respond(reply, Readable.from([]));
      // `Handle` gives the handler of such an endpoint this type.
      const items = async () => (await handle(request, reply)) as AsyncIterable<StreamItem>;
      return withoutWaitBudget(() => this.open(spec, request, reply, items));
    };
  }

  private async open(
    spec: StreamSpec,
    request: FastifyRequest,
    reply: FastifyReply,
    items: () => Promise<AsyncIterable<StreamItem>>,
  ): Promise<Readable> {
    const following = new AbortController();
    const abort = () => following.abort();
    request.stream = { signal: following.signal, lastEventId: lastEventIdOf(request) };
    let finish: (frame?: string) => void = abort;
    const { principal } = request;
    const leave = this.streams.enter(principal ? `user:${principal.user.id}` : ipKeyOf(request.ip), () => finish());
    following.signal.addEventListener('abort', leave);
    try {
      const frames = framesOf(await items(), spec);
      const first = frames.next();
      // Whoever awaits `first` handles the error, but later: this prevents an unhandled rejection.
      first.catch(() => undefined);
      await Promise.race([first, sleep(firstItemMs, undefined, { signal: following.signal }).catch(() => undefined)]);
      const lastFrame = (error: unknown) => this.lastFrame(toAppError(error), request);
      const stream = new EventStream({ frames, first, abort, cut: () => reply.raw.destroy(), lastFrame });
      finish = (frame) => stream.finish(frame);
      const unwatch = this.access.watch(principal, spec.access, (reason) => stream.finish(lastFrame(reason)));
      following.signal.addEventListener('abort', unwatch);
      // The shutdown began, or the client left, before there was a stream to end.
      if (following.signal.aborted) stream.finish();
      return respond(reply, stream);
    } catch (error) {
      abort();
      throw error;
    }
  }

  /** Gives the client the reason for the end, and logs it if it is a fault of ours. */
  private lastFrame(error: AppError, request: FastifyRequest): string {
    request.errorCode = error.code;
    const fields = { event: 'stream.failed', requestId: request.id, code: error.code, route: request.routeOptions.url };
    if (error.code === 'INTERNAL_ERROR') this.logger.error({ ...fields, err: error.cause ?? error });
    else if (error.status >= 500) this.logger.warn({ ...fields, reason: messageOf(error.cause ?? error) });
    return errorFrame(failureEnvelope(error, request.id).error);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 300) : 'unknown';
}

function isStreamSpec(spec: EndpointSpec): spec is StreamSpec {
  return spec.stream !== undefined;
}

/** Listeners for the end of one response: Fastify and Node alone add ten, at which Node begins to warn of a leak. */
const maxEndListeners = 20;

function respond(reply: FastifyReply, stream: Readable): Readable {
  reply.raw.setMaxListeners(maxEndListeners);
  void reply.headers(streamHeaders);
  return stream;
}

async function* framesOf(items: AsyncIterable<StreamItem>, { stream }: StreamSpec): AsyncGenerator<string, void> {
  for await (const item of items) yield frameOf(item, stream);
}

/** An overlong id was never issued here: the handler will report it as unknown. */
function lastEventIdOf({ headers }: FastifyRequest): string | null {
  const id = headers['last-event-id'];
  return typeof id === 'string' ? id.slice(0, lastEventIdMaxLength + 1) : null;
}
