import { streamHeartbeatMs } from '@pixelboxx/shared';
import { Readable } from 'node:stream';
import { heartbeatFrame, openingFrame } from './stream-frames.ts';

/** A client that reads nothing for this long while data waits is disconnected: it reconnects with its last id. */
const maxStallMs = 30_000;
/** How long sending the last frame may take. */
const lingerMs = 1_000;
/** The maximum of characters buffered here; the socket's own buffer has as many again. */
const bufferSize = 16_384;

export interface EventStreamOptions {
  /** Frames, read one at a time when there is room. */
  readonly frames: AsyncIterator<string, unknown>;
  /** The first of them, if it has been requested already. */
  readonly first: Promise<IteratorResult<string, unknown>>;
  /** Notifies the source that the stream has ended, for whatever reason. */
  readonly abort: () => void;
  /** Ends the connection at once. */
  readonly cut: () => void;
  /** The last frame, for an error of the source. */
  readonly lastFrame: (error: unknown) => string;
  readonly stallMs?: number;
  readonly heartbeatMs?: number;
}

/** The bytes of one stream: requests no more from its source than the client reads, and sends heartbeats. */
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

  /** Ends it after the buffered data and `frame`. A client that does not read them is disconnected. */
  finish(frame = ''): void {
    if (this.isOver) return;
    this.isOver = true;
    if (frame !== '') this.push(frame);
    this.push(null);
    clearTimeout(this.stall);
    // Data that was read from here may still not have reached the client.
    setTimeout(this.options.cut, lingerMs).unref();
    this.options.abort();
    this.makeRoom?.();
  }

  private async pump(): Promise<void> {
    const { frames, first, lastFrame } = this.options;
    try {
      for (let next = await first; next.done !== true; next = await frames.next()) {
        // The stream may have ended while waiting for the next frame, or for room.
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
