import { Injectable } from '@nestjs/common';
import { HeldPlaces } from '@pixelboxx/node-kit';
import { AppError } from '../../errors/app-error.ts';
import { Drain } from '../server/drain.ts';

/** Per user, or per address for clients without a session. */
const streamsPerOwner = 20;
export const streamsPerProcess = 20_000;

/** Limits the number of concurrent streams. */
export class StreamPlaces {
  private readonly held = new HeldPlaces();

  constructor(
    private readonly perOwner = streamsPerOwner,
    private readonly perProcess = streamsPerProcess,
  ) {}

  /**
   * @returns a function that gives the place back, which can be called more than once
   * @throws AppError OVERLOADED, RATE_LIMITED
   */
  take(owner: string): () => void {
    if (this.held.total >= this.perProcess) throw new AppError('OVERLOADED', { details: { retryAfterSeconds: 5 } });
    if (this.held.heldBy(owner) >= this.perOwner) {
      throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: 30, limit: this.perOwner } });
    }
    return this.held.take(owner);
  }
}

/** Every stream of this process: counts them, and ends them with the process. */
@Injectable()
export class OpenStreams {
  private readonly places = new StreamPlaces();
  private readonly stops = new Set<() => void>();

  constructor(private readonly drain: Drain) {
    drain.onBegin(() => {
      for (const stop of this.stops) stop();
    });
  }

  get count(): number {
    return this.stops.size;
  }

  /**
   * Takes a place for one more stream; `stop` is called when the process shuts down.
   * @returns a function that gives it back
   * @throws AppError SERVICE_UNAVAILABLE, OVERLOADED, RATE_LIMITED
   */
  enter(owner: string, stop: () => void): () => void {
    if (this.drain.isDraining) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
    const leave = this.places.take(owner);
    this.stops.add(stop);
    return () => {
      this.stops.delete(stop);
      leave();
    };
  }
}
