import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, ConcurrencyLimiter } from '../../src/index.ts';

const maxWaitMs = 100;

type Ending = 'running' | 'waiting' | 'done' | 'broken' | 'left' | 'refused';

/** One piece of work, and what became of it. */
interface Job {
  readonly id: number;
  readonly waitsUntilMs: number;
  state: Ending;
}

/** What the limiter is to do, said as simply as it can be. */
class Model {
  readonly jobs: Job[] = [];
  private nowMs = 0;
  private readonly concurrent: number;
  private readonly queued: number;

  constructor(concurrent: number, queued: number) {
    this.concurrent = concurrent;
    this.queued = queued;
  }

  in(state: Ending): Job[] {
    return this.jobs.filter((job) => job.state === state);
  }

  arrive(): void {
    const isFull = this.in('running').length + this.in('waiting').length >= this.concurrent + this.queued;
    const state = isFull ? 'refused' : this.in('running').length < this.concurrent ? 'running' : 'waiting';
    this.jobs.push({ id: this.jobs.length, waitsUntilMs: this.nowMs + maxWaitMs, state });
  }

  end(job: Job, state: Ending): void {
    const wasRunning = job.state === 'running';
    job.state = state;
    const [next] = this.in('waiting');
    if (wasRunning && next) next.state = 'running';
  }

  pass(ms: number): void {
    this.nowMs += ms;
    for (const job of this.in('waiting')) if (job.waitsUntilMs <= this.nowMs) job.state = 'refused';
  }
}

/** The same, done with the limiter itself. */
class Real {
  readonly states: Ending[] = [];
  private readonly gates: PromiseWithResolvers<void>[] = [];
  private readonly signals: AbortController[] = [];
  private readonly limiter: ConcurrencyLimiter;

  constructor(concurrent: number, queued: number) {
    this.limiter = new ConcurrencyLimiter({ concurrent, queued, maxWaitMs });
  }

  arrive(): void {
    const id = this.states.push('waiting') - 1;
    const gate = Promise.withResolvers<void>();
    const abort = new AbortController();
    this.gates.push(gate);
    this.signals.push(abort);
    const work = () => {
      this.states[id] = 'running';
      return gate.promise;
    };
    this.limiter.run(work, abort.signal).then(
      () => (this.states[id] = 'done'),
      (error: unknown) => (this.states[id] = endingOf(error)),
    );
  }

  finish(id: number, isBroken: boolean): void {
    if (isBroken) this.gates[id]?.reject(new Error('broken'));
    else this.gates[id]?.resolve();
  }

  leave(id: number): void {
    this.signals[id]?.abort();
  }
}

function endingOf(error: unknown): Ending {
  const code = error instanceof AppError ? error.code : null;
  if (code === 'OVERLOADED') return 'refused';
  return code === 'BAD_REQUEST' ? 'left' : 'broken';
}

type Step =
  | { readonly kind: 'arrive' }
  | { readonly kind: 'finish'; readonly pick: number; readonly broken: boolean }
  | { readonly kind: 'leave'; readonly pick: number }
  | { readonly kind: 'pass'; readonly ms: number };

const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 4, arbitrary: fc.constant({ kind: 'arrive' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('finish' as const), pick: fc.nat(9), broken: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), pick: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 120 }) }) },
);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the concurrency limiter', () => {
  it('runs, queues, refuses and drops work like its model, in any order of events', async () => {
    const run = async (concurrent: number, queued: number, steps: readonly Step[]) => {
      const model = new Model(concurrent, queued);
      const real = new Real(concurrent, queued);
      for (const taken of steps) {
        if (taken.kind === 'arrive') {
          model.arrive();
          real.arrive();
        } else if (taken.kind === 'pass') {
          model.pass(taken.ms);
          vi.advanceTimersByTime(taken.ms);
        } else {
          const among = model.in(taken.kind === 'finish' ? 'running' : 'waiting');
          const job = among[taken.pick % Math.max(1, among.length)];
          if (!job) continue;
          if (taken.kind === 'finish') real.finish(job.id, taken.broken);
          else real.leave(job.id);
          model.end(job, taken.kind === 'leave' ? 'left' : taken.broken ? 'broken' : 'done');
        }
        await vi.advanceTimersByTimeAsync(0);
        expect(real.states).toEqual(model.jobs.map(({ state }) => state));
      }
    };
    const limits = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 4 }));
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 40 }), ([concurrent, queued], steps) =>
        run(concurrent, queued, steps),
      ),
      { seed: 20_261_128, numRuns: 300 },
    );
  });

  it('starts work synchronously if it need not wait', () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 1, queued: 0 });
    const work = vi.fn(() => Promise.resolve());
    void limiter.run(work);
    expect(work).toHaveBeenCalledOnce();
  });

  it('tells refused callers when to retry', async () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 0, queued: 0, retryAfterSeconds: 7 });
    await expect(limiter.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'OVERLOADED',
      details: { retryAfterSeconds: 7 },
    });
  });

  it('does not start work whose caller has already left', async () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 1, queued: 0 });
    const work = vi.fn(() => Promise.resolve());
    await expect(limiter.run(work, AbortSignal.abort('gone'))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      cause: 'gone',
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('releases a reserved place once, even if released repeatedly', () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 1, queued: 1 });
    const leave = limiter.enter();
    limiter.enter();
    expect(() => limiter.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    leave();
    leave();
    limiter.enter();
    expect(() => limiter.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });
});
