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

/** Who sends the body, and from where. */
export interface Sender {
  readonly principal: AnyPrincipal;
  readonly ip: string;
}

/**
 * Counts the bodies of uploads being received, by multipart or tus. Each costs a socket and a file, so there can be many;
 * the expensive part, decoding, has its own queue and is not counted here. Slow uploads of one user cannot take the places
 * of others: a user has only a few, and so has an address, whatever number of accounts it uses.
 */
@Injectable()
export class ReceivingPlaces {
  private readonly held = new HeldPlaces();

  constructor(
    @InjectConfig() private readonly config: Config,
    private readonly access: AccessWatch,
  ) {}

  /** How many bodies are being received. */
  get taken(): number {
    return this.held.total;
  }

  /**
   * Holds a place while `work` receives the body of `request`. A client that disconnected while the guards ran takes none:
   * it would only keep out another one. After the end of a stolen session nothing more of it is accepted, however slowly
   * it arrives: when the session is over, the signal is aborted with an `AppError` that says why.
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

  /** The same for a body from another source. @throws AppError RATE_LIMITED, OVERLOADED */
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

  /** @returns a function that gives the place back; further calls do nothing */
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
