import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueWorkers } from './queue-workers.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Workers with these ids, and the order in which they were asked to look. */
function workersOf(...ids: string[]) {
  const asked: string[] = [];
  const workers = new QueueWorkers((id) => asked.push(id));
  for (const id of ids) workers.add(id);
  /** A worker finds a job and completes it. */
  const work = (id: string) => {
    workers.begin(id);
    workers.end(id);
  };
  return { workers, work, takeAsked: () => asked.splice(0) };
}

describe('the workers of a queue', () => {
  it('poll once for a job written here, by one idle worker, and not again when it is done', () => {
    const { workers, work, takeAsked } = workersOf('one', 'two', 'three');
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual([]);
  });

  it('poll in parallel for several jobs, and again for those beyond their number', () => {
    const { workers, takeAsked } = workersOf('one', 'two');
    for (let job = 0; job < 3; job += 1) workers.tell();
    expect(takeAsked()).toEqual(['one', 'two']);
    workers.begin('one');
    workers.begin('two');
    workers.end('two');
    expect(takeAsked()).toEqual(['two']);
    workers.begin('two');
    workers.end('two');
    expect(takeAsked()).toEqual([]);
  });

  it('all poll if other processes may have written jobs, and continue while they find some', () => {
    const { workers, work, takeAsked } = workersOf('one', 'two');
    workers.hope();
    expect(takeAsked()).toEqual(['one', 'two']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('continue polling after jobs found at the start, without a notification', () => {
    const { work, takeAsked } = workersOf('one');
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('treat a worker whose poll takes a second as idle again, and poll once more, since it may only be slow', () => {
    const { workers, work, takeAsked } = workersOf('one');
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    vi.advanceTimersByTime(1_000);
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('poll once more after a job found during a parallel poll, which may have skipped it', () => {
    const { workers, takeAsked } = workersOf('one', 'two');
    workers.tell();
    workers.tell();
    expect(takeAsked()).toEqual(['one', 'two']);
    workers.begin('two');
    workers.end('two');
    expect(takeAsked()).toEqual(['two']);
  });
});
