import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PartitionedLimiter, type ClientKind, type Ticket } from '../../src/index.ts';

const arrivalMs = 100;
const limits = { concurrent: 1, maxWaitMs: 100, maxPlaces: 20, expectedMs: 10, arrivalMs };
const names = ['ada', 'bob', 'eve', null] as const;

/** One request, and how far it is. */
interface Request {
  readonly knownAs: string | null;
  readonly lapsesAtMs: number;
  hasArrived: boolean;
  isOver: boolean;
  /** Its place, by the kind it was given as. */
  place: ClientKind | null;
  /** Of work under way: in its place, or outside any. */
  readonly working: ('inside' | 'outside')[];
}

/** What the limiter is to do, said as simply as it can be: every count is counted anew from the requests. */
class Model {
  readonly requests: Request[] = [];
  private readonly places: number;
  private nowMs = 0;

  constructor(places: number) {
    this.places = places;
  }

  get load() {
    const held = (kind: ClientKind) => this.requests.filter(({ place }) => place === kind).length;
    const outside = this.requests.flatMap(({ working }) => working.filter((where) => where === 'outside')).length;
    return { known: held('known'), stranger: held('stranger'), outside };
  }

  private place(knownAs: string | null): ClientKind | null {
    const own = this.requests.filter((it) => it.place === 'known' && it.knownAs === knownAs).length;
    const kind = knownAs !== null && own < 4 ? 'known' : 'stranger';
    const { known, stranger, outside } = this.load;
    const taken = known + stranger + outside;
    const reserved = Math.floor(this.places / 4);
    if (taken >= this.places) return null;
    const fits =
      kind === 'known' ? known < this.places - reserved : stranger < reserved || taken < this.places - reserved;
    return fits ? kind : null;
  }

  enter(knownAs: string | null): void {
    const place = this.place(knownAs);
    const lapsesAtMs = this.nowMs + arrivalMs;
    this.requests.push({ knownAs, lapsesAtMs, hasArrived: place === null, isOver: place === null, place, working: [] });
  }

  arrive(request: Request): boolean {
    request.hasArrived = true;
    if (!request.isOver) request.place ??= this.place(request.knownAs);
    return request.isOver || request.place !== null;
  }

  begin(request: Request): void {
    const isInside = request.place !== null && !request.working.includes('inside');
    request.working.push(isInside ? 'inside' : 'outside');
    if (isInside) request.hasArrived = true;
  }

  end(request: Request): void {
    if (request.working.shift() !== 'inside') return;
    request.isOver = true;
    request.place = null;
  }

  leave(request: Request): void {
    request.isOver = true;
    request.hasArrived = true;
    if (!request.working.includes('inside')) request.place = null;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    for (const request of this.requests) {
      if (!request.hasArrived && request.lapsesAtMs <= this.nowMs) request.place = null;
    }
  }
}

/** The same requests, done with the limiter itself. */
class Real {
  readonly limiter = new PartitionedLimiter(limits);
  private readonly tickets: (Ticket | null)[] = [];
  private readonly work: PromiseWithResolvers<void>[][] = [];

  enter(knownAs: string | null): void {
    this.tickets.push(this.limiter.enter(knownAs).ticket);
    this.work.push([]);
  }

  ticket(index: number): Ticket {
    const ticket = this.tickets[index];
    if (!ticket) throw new Error('It was refused');
    return ticket;
  }

  wasLetIn(index: number): boolean {
    return this.tickets[index] !== null;
  }

  begin(index: number): void {
    const gate = Promise.withResolvers<void>();
    this.work[index]?.push(gate);
    this.ticket(index)
      .run(() => gate.promise)
      .catch(() => undefined);
  }

  end(index: number, isBroken: boolean): void {
    const gate = this.work[index]?.shift();
    if (isBroken) gate?.reject(new Error('broken'));
    else gate?.resolve();
  }
}

const pick = fc.nat(40);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('enter' as const), as: fc.constantFrom(...names) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('arrive' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), pick, isBroken: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 120 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function replay(steps: readonly Step[]): Promise<void> {
  const real = new Real();
  const model = new Model(real.limiter.places);
  for (const taken of steps) {
    if (taken.do === 'enter') {
      model.enter(taken.as);
      real.enter(taken.as);
      const index = model.requests.length - 1;
      expect(real.wasLetIn(index)).toBe(model.requests[index]?.place !== null);
    } else if (taken.do === 'pass') {
      model.pass(taken.ms);
      vi.advanceTimersByTime(taken.ms);
    } else {
      const among = model.requests.filter((it, index) => real.wasLetIn(index) && (taken.do !== 'end' || it.working[0]));
      const request = among[taken.pick % Math.max(1, among.length)];
      if (!request) continue;
      const index = model.requests.indexOf(request);
      if (taken.do === 'arrive') expect(real.ticket(index).arrive()).toBe(model.arrive(request));
      else if (taken.do === 'leave') {
        model.leave(request);
        real.ticket(index).leave();
      } else if (taken.do === 'begin') {
        model.begin(request);
        real.begin(index);
      } else {
        model.end(request);
        real.end(index, taken.isBroken);
      }
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(real.limiter.load).toEqual(model.load);
  }
  model.requests.forEach((request, index) => {
    for (const _ of request.working) real.end(index, false);
    if (real.wasLetIn(index)) real.ticket(index).leave();
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(real.limiter.load).toEqual({ known: 0, stranger: 0, outside: 0 });
  expect(vi.getTimerCount()).toBe(0);
}

/** Lets in as many as it will. */
function fill(limiter: PartitionedLimiter, nameOf: (index: number) => string | null): Ticket[] {
  const tickets: Ticket[] = [];
  for (;;) {
    const { ticket } = limiter.enter(nameOf(tickets.length));
    if (!ticket) return tickets;
    tickets.push(ticket);
  }
}

describe('the limiter with places for known and unknown callers', () => {
  it('releases every place exactly once, in any order of events', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), replay), { seed: 20_261_129, numRuns: 500 });
  });

  it('accepts known callers while strangers are refused, and the other way round', () => {
    const stormed = new PartitionedLimiter({ ...limits, maxWaitMs: 200 });
    expect(stormed.places).toBe(20);
    expect(fill(stormed, () => null)).toHaveLength(15);
    expect(stormed.enter('ada')).toMatchObject({ kind: 'known', ticket: expect.anything() as Ticket });
    const crowded = new PartitionedLimiter({ ...limits, maxWaitMs: 200 });
    expect(fill(crowded, (index) => `known ${index}`)).toHaveLength(15);
    expect(fill(crowded, () => null)).toHaveLength(5);
  });

  it('treats a known caller with more than four places as a stranger', () => {
    const limiter = new PartitionedLimiter({ ...limits, maxWaitMs: 200 });
    const kinds = () => Array.from({ length: 5 }, () => limiter.enter('ada').kind);
    expect(kinds()).toEqual(['known', 'known', 'known', 'known', 'stranger']);
    expect(fill(limiter, () => 'ada')).toHaveLength(10);
    expect(limiter.load).toEqual({ known: 4, stranger: 11, outside: 0 });
  });

  it('adapts its number of places to the duration of the work, within limits', () => {
    const limiter = new PartitionedLimiter({ ...limits, concurrent: 2, maxWaitMs: 400, maxPlaces: 50 });
    expect(limiter.places).toBe(50);
    for (let index = 0; index < 100; index += 1) limiter.measured(32);
    expect(limiter.places).toBe(25);
    for (let index = 0; index < 100; index += 1) limiter.measured(1_000);
    expect(limiter.places).toBe(16);
    for (let index = 0; index < 200; index += 1) limiter.measured(0.01);
    expect(limiter.places).toBe(50);
  });

  it('refuses a request whose body arrived late only if its place was taken meanwhile', () => {
    const limiter = new PartitionedLimiter(limits);
    const [late, later] = fill(limiter, () => null);
    vi.advanceTimersByTime(arrivalMs);
    expect(limiter.load.stranger).toBe(0);
    expect(late?.arrive()).toBe(true);
    fill(limiter, () => null);
    expect(later?.arrive()).toBe(false);
  });

  it('counts work without a place, so that fewer others are accepted', async () => {
    const limiter = new PartitionedLimiter(limits);
    const { promise, resolve } = Promise.withResolvers<void>();
    const outside = Array.from({ length: limiter.places }, () => limiter.runOutside(() => promise));
    expect(limiter.enter('ada').ticket).toBeNull();
    resolve();
    await Promise.all(outside);
    expect(limiter.enter(null).ticket).not.toBeNull();
  });
});
