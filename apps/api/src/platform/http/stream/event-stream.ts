import { streamHeartbeatMs } from '@pixelboxx/shared';
import { Readable } from 'node:stream';
import { heartbeatFrame, openingFrame } from './stream-frames.ts';

/** A client that takes nothing for so long, while something waits for it, is cut off: it comes back with its last id. */
const maxStallMs = 30_000;
/** How long the last frame may take to leave. */
const lingerMs = 1_000;
/** Characters that wait here at most, and as many again in the socket's own buffer. */
const bufferSize = 16_384;

export interface EventStreamOptions {
  /** Frames, read one by one as there is room for them. */
  readonly frames: AsyncIterator<string, unknown>;
  /** The first of them, if it has been asked for. */
  readonly first: Promise<IteratorResult<string, unknown>>;
  /** Whatever ends the stream, this tells the source. */
  readonly abort: () => void;
  /** Ends the connection at once. */
  readonly cut: () => void;
  /** The last frame, for what a source threw. */
  readonly lastFrame: (error: unknown) => string;
  readonly stallMs?: number;
  readonly heartbeatMs?: number;
}

/** The bytes of one stream: asks its source for no more than the client takes, and shows that it is alive. */
export class EventStream extends Readable {
  private readonly options: EventStreamOptions;
  private readonly heartbeat: NodeJS.Timeout;
  private stall: NodeJS.Timeout | undefined;
  private makeRoom: (() => void) | undefined;
  private isStarted = false;
  private isOver = false;

  constructor(options: EventStreamOptions) {
    super({ highWaterMark: bufferSize });
    this.options = options;
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs ?? streamHeartbeatMs).unref();
  }

  override _read(): void {
    if (!this.isStarted) {
      this.isStarted = true;
      this.push(openingFrame);
      void this.pump();
    }
    this.makeRoom?.();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.isOver = true;
    clearInterval(this.heartbeat);
    clearTimeout(this.stall);
    this.options.abort();
    this.makeRoom?.();
    done(error);
  }

  /** Ends it after what waits already, and `frame`. A client that takes neither is cut off. */
  finish(frame = ''): void {
    if (this.isOver) return;
    this.isOver = true;
    if (frame !== '') this.push(frame);
    this.push(null);
    clearTimeout(this.stall);
    // What is read from here may still not be taken over there.
    setTimeout(this.options.cut, lingerMs).unref();
    this.options.abort();
    this.makeRoom?.();
  }

  private async pump(): Promise<void> {
    const { frames, first, lastFrame } = this.options;
    try {
      for (let next = await first; next.done !== true; next = await frames.next()) {
        // It may have ended while the next one was waited for, or room for it.
        if (this.isOver) return;
        this.heartbeat.refresh();
        if (!this.push(next.value)) await this.room();
      }
      this.finish();
    } catch (error) {
      if (!this.isOver) this.finish(lastFrame(error));
    } finally {
      await frames.return?.().catch(() => undefined);
    }
  }

  private room(): Promise<void> {
    this.stall = setTimeout(this.options.cut, this.options.stallMs ?? maxStallMs);
    return new Promise((resolve) => {
      this.makeRoom = () => {
        clearTimeout(this.stall);
        this.makeRoom = undefined;
        resolve();
      };
    });
  }

  private beat(): void {
    if (this.isStarted && !this.isOver && !this.makeRoom) this.push(heartbeatFrame);
  }
}
