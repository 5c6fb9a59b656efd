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
  it('look once for a job that was written here, by one that is free, and not again when it is done', () => {
    const { workers, work, takeAsked } = workersOf('one', 'two', 'three');
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual([]);
  });

  it('look side by side for several, and after their own for those that are more than they', () => {
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

  it('all look where there may be jobs of others, and those that find one look until there is no more', () => {
    const { workers, work, takeAsked } = workersOf('one', 'two');
    workers.hope();
    expect(takeAsked()).toEqual(['one', 'two']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('look on after what they found as they started, of which nobody has told', () => {
    const { work, takeAsked } = workersOf('one');
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('take one that has looked for a second for free again, and look once more, as it may only have been slow', () => {
    const { workers, work, takeAsked } = workersOf('one');
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    vi.advanceTimersByTime(1_000);
    workers.tell();
    expect(takeAsked()).toEqual(['one']);
    work('one');
    expect(takeAsked()).toEqual(['one']);
  });

  it('look once more after a job that was found beside another look, which may have passed over it', () => {
    const { workers, takeAsked } = workersOf('one', 'two');
    workers.tell();
    workers.tell();
    expect(takeAsked()).toEqual(['one', 'two']);
    workers.begin('two');
    workers.end('two');
    expect(takeAsked()).toEqual(['two']);
  });
});
