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
    /** Set when the request has an `Idempotency-Key` and its endpoint supports it. */
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
    /** Reduces a result to what leaves, as JSON. */
    private readonly serialize: (result: unknown) => unknown,
  ) {}

  /** `asked` is the content of the request; null if the body is still to be read: its reader then calls `confirm`. */
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
   * Call it when the whole request has arrived; `asked` is its content.
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

  /** Stores a failure that would repeat; after any other failure the request can be sent again. */
  async fail({ code, status, message, details }: AppError): Promise<void> {
    const isFinal = this.isComplete && isLasting(status);
    await this.end((lease) =>
      isFinal
        ? this.store.recordResponse(this.store.client, lease, this.write({ error: { code, message, details } }))
        : this.store.giveUp(lease),
    );
  }

  /** For `IdempotencyStore.remember`, called by the code that carries out the request. */
  get lease(): Lease | undefined {
    return 'leaseId' in this.held ? this.held : undefined;
  }

  /** Whether a response is stored; `confirm` throws it if the request is the same. */
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
    // If a renewal fails, others follow before the lease ends; in the worst case `remember` notices.
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

/** Excludes statuses for "not now" and "not yet": the same request may succeed after a wait, a sign-in or a clean-up. */
function isLasting(status: number): boolean {
  return status < 500 && ![401, 403, 408, 409, 429].includes(status);
}
