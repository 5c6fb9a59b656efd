import { describe, expect, it } from 'vitest';
import { noEarlierThan } from './deliver-job.ts';
import { maxDeliveryAttempts, pauseSeconds, retryDelaySeconds } from './delivery-schedule.ts';

describe('attempts at one delivery', () => {
  const delays = Array.from({ length: maxDeliveryAttempts - 1 }, (_, index) => retryDelaySeconds(index + 1) ?? 0);

  it('are made with increasing delays for about three days', () => {
    expect(delays).toEqual([...delays].sort((one, other) => one - other));
    const days = delays.reduce((sum, delay) => sum + delay, 0) / 86_400;
    expect(days).toBeGreaterThan(2.5);
    expect(days).toBeLessThan(4);
    expect(retryDelaySeconds(maxDeliveryAttempts)).toBeNull();
    expect(retryDelaySeconds(maxDeliveryAttempts + 5)).toBeNull();
  });
});

describe('a receiver that fails', () => {
  it('is paused for increasing times, at most five minutes, however often it has failed', () => {
    expect([0, 1, 2, 3].map(pauseSeconds)).toEqual([0, 5, 10, 20]);
    expect(pauseSeconds(8)).toBe(300);
    expect(pauseSeconds(100_000)).toBe(300);
  });
});

describe('jobs for one receiver and one moment', () => {
  const webhookId = '0197a2d0-6d3c-7a4e-8f00-2b1c9e5d7a10';
  const at = new Date('2026-11-29T12:00:02.500Z');

  it('are one job, soon after the moment', () => {
    const job = noEarlierThan(webhookId, at);
    expect(job.startAfter.toISOString()).toBe('2026-11-29T12:00:05.000Z');
    expect(job).toEqual(noEarlierThan(webhookId, new Date('2026-11-29T12:00:04.999Z')));
    expect(job.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('are a separate job for a later moment or another receiver', () => {
    const ids = [
      noEarlierThan(webhookId, at).id,
      noEarlierThan(webhookId, new Date('2026-11-29T12:00:05.000Z')).id,
      noEarlierThan('0197a2d0-6d3c-7a4e-8f00-2b1c9e5d7a11', at).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });
});
