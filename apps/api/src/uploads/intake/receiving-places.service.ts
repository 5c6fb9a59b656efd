import { Injectable } from '@nestjs/common';
import { HeldPlaces } from '@pixelboxx/node-kit';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccessWatch } from '../../platform/http/security/access-watch.ts';
import { ipKeyOf } from '../../platform/http/security/client-ip.ts';
import type { AnyPrincipal } from '../../platform/http/security/principal.ts';
import { isGone } from './min-rate.ts';

const retryAfterSeconds = 3;

/** Whose body arrives, and from where. */
export interface Sender {
  readonly principal: AnyPrincipal;
  readonly ip: string;
}

/**
 * Counts the bodies of uploads that are arriving, by multipart or tus. One costs a socket and a file, so there may be
 * many; what is expensive, decoding, has a queue of its own and no part in this. Nobody's slow uploads take the places
 * of others: a user holds a few, and so does an address, whatever number of accounts it uses.
 */
@Injectable()
export class ReceivingPlaces {
  private readonly held = new HeldPlaces();

  constructor(
    @InjectConfig() private readonly config: Config,
    private readonly access: AccessWatch,
  ) {}

  /** How many bodies are arriving. */
  get taken(): number {
    return this.held.total;
  }

  /**
   * Holds a place while `work` receives the body of `request`. A client that left while guards were still asking takes
   * none: it could only keep out one who stayed. Whoever ended a stolen session wants nothing more from it, however slowly
   * it arrives: the signal is aborted when the session is over, with an `AppError` that says why.
   * @throws AppError BAD_REQUEST for a client that left, RATE_LIMITED for a user or address, OVERLOADED for the process
   */
  async hold<Result>(
    sender: Sender,
    request: IncomingMessage,
    work: (over: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (isGone(request)) throw new AppError('BAD_REQUEST', { cause: request.errored });
    return this.holdFor(sender, work);
  }

  /** The same for a body that arrives from elsewhere. @throws AppError RATE_LIMITED, OVERLOADED */
  async holdFor<Result>({ principal, ip }: Sender, work: (over: AbortSignal) => Promise<Result>): Promise<Result> {
    const release = this.take(principal.user.id, ipKeyOf(ip));
    const over = new AbortController();
    const unwatch = this.access.watch(principal, 'user', (reason) => over.abort(reason));
    try {
      return await work(over.signal);
    } finally {
      unwatch();
      release();
    }
  }

  /** @returns what gives the place back; called again it does nothing */
  take(userId: string, ip: string): () => void {
    const { max, perUser, perIp } = this.config.uploads.receiving;
    const user = `user:${userId}`;
    if (this.held.heldBy(user) >= perUser || this.held.heldBy(ip) >= perIp) {
      throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds } });
    }
    if (this.held.total >= max) throw new AppError('OVERLOADED', { details: { retryAfterSeconds } });
    return this.held.take(user, ip);
  }
}
