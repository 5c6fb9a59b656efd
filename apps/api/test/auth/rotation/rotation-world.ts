import { createSecretKey } from 'node:crypto';
import { decodeRefreshToken, encodeRefreshToken } from '../../../src/auth/sessions/rotation/refresh-token.ts';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { type Exchange, exchange, type RotationStore } from '../../../src/auth/sessions/rotation/rotation.ts';
import { MemorySession } from './memory-rotation-store.ts';

/** The session at one moment; the world keeps one for each change. */
interface Moment {
  readonly generation: number;
  readonly secondsSinceRotation: number;
  readonly isAlive: boolean;
}

/** One request for a refresh: on its way through the server, or answered. */
export interface Flight {
  readonly cookie: string;
  /** The generation of a genuine token, null for a forged one. */
  readonly generation: number | null;
  readonly sentAtSeconds: number;
  readonly firstMoment: number;
  result?: Exchange;
  lastMoment?: number;
}

interface Step {
  readonly flight: Flight;
  readonly run: () => void;
}

/** Enough for a request to come from the end of one statement to the beginning of the next, where nothing else waits. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

const context = { ipAddress: null, userAgent: null, requestId: 'model' };

/**
 * A server whose requests stand still before every database statement until told to go on, so that any interleaving
 * can be played, and a record of what was true when. The code that decides is the real one.
 */
export class RotationWorld {
  readonly key = createSecretKey(Buffer.alloc(32, 'key of the model'));
  readonly session = new MemorySession(this.key);
  /** Refresh tokens handed out, in order of generation; more than one at a place would be a fork. */
  readonly issued: Set<string>[] = [new Set([this.session.firstCookie])];
  readonly moments: Moment[] = [];
  readonly flights: Flight[] = [];
  landedInVain = 0;
  private steps: Step[] = [];

  constructor() {
    this.remember();
  }

  get waiting(): number {
    return this.steps.length;
  }

  async send(cookie: string): Promise<Flight> {
    const generation = this.generationOf(cookie);
    const firstMoment = this.moments.length - 1;
    const flight: Flight = { cookie, generation, sentAtSeconds: this.session.nowSeconds, firstMoment };
    this.flights.push(flight);
    const onFault = (error: unknown): void => {
      // The session changed three times between two looks: "try again" is an honest answer.
      if (!(error instanceof AppError && error.code === 'SERVICE_UNAVAILABLE')) throw error;
      this.landedInVain += 1;
    };
    void exchange(this.storeFor(flight), cookie, [this.key], context).then(
      (result) => this.land(flight, result),
      onFault,
    );
    await settle();
    return flight;
  }

  /** Lets one waiting statement run; it takes effect, and its request goes on to its next statement or its response. */
  async step(pick: number): Promise<void> {
    const [step] = this.steps.splice(pick % Math.max(1, this.steps.length), 1);
    step?.run();
    this.remember();
    await settle();
  }

  /** The process of one request dies: none of its further statements happen, and nobody is answered. */
  crash(pick: number): void {
    const victim = this.steps[pick % Math.max(1, this.steps.length)]?.flight;
    this.steps = this.steps.filter(({ flight }) => flight !== victim);
  }

  async finish(): Promise<void> {
    while (this.steps.length > 0) await this.step(0);
  }

  advance(seconds: number): void {
    this.session.nowSeconds += seconds;
    this.remember();
  }

  change(what: (session: MemorySession) => void): void {
    what(this.session);
    this.remember();
  }

  /** The moments at which a request was under way. */
  momentsOf({ firstMoment, lastMoment }: Flight): Moment[] {
    return this.moments.slice(firstMoment, (lastMoment ?? this.moments.length) + 1);
  }

  private storeFor(flight: Flight): RotationStore {
    const wait = <Result>(statement: () => Result): Promise<Result> =>
      new Promise((resolve) => this.steps.push({ flight, run: () => resolve(statement()) }));
    return {
      rotate: async (request) => {
        // Beginning and lock are two steps: another transaction may commit between them.
        const began = await wait(() => this.session.snapshot());
        return wait(() => this.session.rotate(request, began));
      },
      state: (sessionId) => wait(() => this.session.state(sessionId)),
      endStolen: () => wait(() => this.session.endStolen()),
    };
  }

  private land(flight: Flight, result: Exchange): void {
    flight.result = result;
    flight.lastMoment = this.moments.length - 1;
    if (result.kind !== 'issued') return;
    const { generation } = result.refreshToken;
    const siblings = this.issued[generation] ?? new Set();
    this.issued[generation] = siblings.add(encodeRefreshToken(result.refreshToken));
  }

  private generationOf(cookie: string): number | null {
    const token = decodeRefreshToken(cookie);
    return token && this.issued[token.generation]?.has(cookie) ? token.generation : null;
  }

  private remember(): void {
    const { generation, secondsSinceRotation, isAlive } = this.session;
    this.moments.push({ generation, secondsSinceRotation, isAlive });
  }
}
