import type { ErrorCode, ErrorDetails } from '@pixelboxx/shared';
import { AppError } from '../../errors/app-error.ts';
import {
  type Digests,
  type IdempotencyStore,
  inProgress,
  type Lease,
  leaseSeconds,
  type TakenRequest,
} from './idempotency-store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** There is one when the request carries an `Idempotency-Key` and its endpoint honours it. */
    idempotency?: IdempotentRequest;
  }
}

/** Ends a request whose first response is known. Not a failure; never leaves the interceptor. */
export class KnownResponse extends Error {
  readonly data: unknown;

  constructor(data: unknown) {
    super('answered before');
    this.data = data;
  }
}

type StoredResponse = { data: unknown } | { error: { code: ErrorCode; message: string; details: ErrorDetails } };

/** One attempt at a request that must have its effect once. */
export class IdempotentRequest {
  private renewal: NodeJS.Timeout | undefined;

  private constructor(
    private readonly store: IdempotencyStore,
    private readonly held: Lease | TakenRequest,
    private isComplete: boolean,
    /** What leaves of a result, as JSON has it. */
    private readonly serialize: (result: unknown) => unknown,
  ) {}

  /** `asked` says what is asked for; null where the body has still to be read: whoever reads it calls `confirm`. */
  static async begin(
    store: IdempotencyStore,
    name: { userId: string; scope: string },
    asked: string | null,
    serialize: (result: unknown) => unknown,
  ): Promise<IdempotentRequest> {
    const digests = asked === null ? null : store.digest(asked);
    const attempt = new IdempotentRequest(
      store,
      await store.take(name, digests?.[0] ?? null),
      digests !== null,
      serialize,
    );
    if (digests !== null) attempt.settleIfKnown(digests);
    else if (!attempt.isHeld && attempt.known.response === null) throw inProgress();
    attempt.keepAlive();
    return attempt;
  }

  /**
   * The whole request has arrived, and this is what it asks for.
   * @throws KnownResponse; AppError IDEMPOTENCY_KEY_REUSED for another request under the same key.
   */
  async confirm(asked: string): Promise<void> {
    const digests = this.store.digest(asked);
    this.settleIfKnown(digests);
    if ('leaseId' in this.held && !(await this.store.bind(this.held, digests[0]))) throw inProgress();
    this.isComplete = true;
  }

  async succeed(result: unknown): Promise<void> {
    await this.end((lease) => this.store.recordResponse(this.store.client, lease, this.write({ data: result })));
  }

  /** Remembers a failure that would be the same again; after any other the request may be sent anew. */
  async fail({ code, status, message, details }: AppError): Promise<void> {
    const isFinal = this.isComplete && isLasting(status);
    await this.end((lease) =>
      isFinal
        ? this.store.recordResponse(this.store.client, lease, this.write({ error: { code, message, details } }))
        : this.store.giveUp(lease),
    );
  }

  /** For `IdempotencyStore.remember`, by whatever carries the request out. */
  get lease(): Lease | undefined {
    return 'leaseId' in this.held ? this.held : undefined;
  }

  /** Whether there is a response from before; `confirm` hands it over, if the request is the same. */
  get isAnswered(): boolean {
    return this.known.response !== null;
  }

  private get isHeld(): boolean {
    return 'leaseId' in this.held;
  }

  private get known(): TakenRequest {
    return 'leaseId' in this.held ? { fingerprint: null, response: null } : this.held;
  }

  private settleIfKnown(digests: Digests): void {
    if (this.isHeld) return;
    if (this.known.fingerprint !== null && !digests.includes(this.known.fingerprint)) {
      throw new AppError('IDEMPOTENCY_KEY_REUSED');
    }
    if (this.known.response === null) throw inProgress();
    const response = JSON.parse(this.known.response) as StoredResponse;
    if ('error' in response) throw new AppError(response.error.code, response.error);
    throw new KnownResponse(response.data);
  }

  private keepAlive(): void {
    const { held } = this;
    if (!('leaseId' in held)) return;
    // A renewal that fails is followed by others before the lease ends; in the worst case `remember` finds out.
    const renew = () => void this.store.renew(held).catch(() => undefined);
    this.renewal = setInterval(renew, (leaseSeconds * 1000) / 4);
    this.renewal.unref();
  }

  private async end(work: (lease: Lease) => Promise<unknown>): Promise<void> {
    clearInterval(this.renewal);
    if ('leaseId' in this.held) await work(this.held);
  }

  private write(response: StoredResponse): string {
    return JSON.stringify('data' in response ? { data: this.serialize(response.data) } : response);
  }
}

/** Not what says "not now" or "not yet": the same request may well succeed after a wait, a sign-in or some tidying up. */
function isLasting(status: number): boolean {
  return status < 500 && ![401, 403, 408, 409, 429].includes(status);
}
