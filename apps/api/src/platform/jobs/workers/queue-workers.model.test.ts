import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { QueueWorkers } from './queue-workers.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A worker like pg-boss's: it fetches when it is notified, and once more if it was notified while busy. */
type State = 'idle' | 'fetching' | 'working';

class Queue {
  jobs = 0;
  readonly workers = new QueueWorkers((id) => this.notify(id));
  private readonly states = new Map<string, { state: State; isNotified: boolean }>();

  constructor(count: number) {
    for (let number = 0; number < count; number += 1) {
      this.states.set(`${number}`, { state: 'idle', isNotified: false });
      this.workers.add(`${number}`);
    }
  }

  write(): void {
    this.jobs += 1;
    this.workers.tell();
  }

  /** Another process takes a job. */
  steal(): void {
    this.jobs = Math.max(0, this.jobs - 1);
  }

  /** One worker does its next step. @returns whether it had one */
  step(number: number): boolean {
    const id = `${number % this.states.size}`;
    const worker = this.states.get(id);
    if (!worker || worker.state === 'idle') return false;
    if (worker.state === 'fetching' && this.jobs > 0) {
      this.jobs -= 1;
      worker.state = 'working';
      this.workers.begin(id);
      return true;
    }
    if (worker.state === 'working') this.workers.end(id);
    worker.state = worker.isNotified ? 'fetching' : 'idle';
    worker.isNotified = false;
    return true;
  }

  /** Runs until all workers are idle. */
  settle(): void {
    for (let number = 0, idle = 0; idle < this.states.size; number += 1) idle = this.step(number) ? 0 : idle + 1;
  }

  private notify(id: string): void {
    const worker = this.states.get(id);
    if (!worker) return;
    if (worker.state === 'idle') worker.state = 'fetching';
    else worker.isNotified = true;
  }
}

it('a job written here starts within a second of the last one written, for any schedule', () => {
  const event = fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('step' as const), worker: fc.nat({ max: 9 }) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('write' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('hope' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('steal' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1_200 }) }) },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(event, { maxLength: 40 }), (count, events) => {
      const queue = new Queue(count);
      for (const one of events) {
        if (one.act === 'step') queue.step(one.worker);
        else if (one.act === 'write') queue.write();
        else if (one.act === 'steal') queue.steal();
        else if (one.act === 'hope') queue.workers.hope();
        else vi.advanceTimersByTime(one.ms);
      }
      queue.settle();
      vi.advanceTimersByTime(1_001);
      queue.settle();
      expect(queue.jobs).toBe(0);
      queue.workers.stop();
      for (let job = 0; job <= count; job += 1) queue.write();
      expect(vi.getTimerCount()).toBe(0);
    }),
    { seed: 20_261_130, numRuns: 2_000 },
  );
});
