import { describe, expect, it } from 'vitest';
import { formatAhead, formatMoment } from '@/lib/format/format-moment.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const at = (seconds: number): string => new Date(now + seconds * 1000).toISOString();

describe('a time in the past', () => {
  it.each([
    [-5, 'just now'],
    [-61, '1 minute ago'],
    [-7_200, '2 hours ago'],
    [-86_400, 'yesterday'],
    // By a clock that is fast.
    [30, 'just now'],
  ])('%i seconds from now is shown as “%s”', (seconds, text) => expect(formatMoment(at(seconds), now)).toBe(text));
});

describe('a moment that is yet to come', () => {
  it.each([
    [20, 'in less than a minute'],
    [300, 'in 5 minutes'],
    [86_399, 'in 23 hours'],
    [172_800, 'in 2 days'],
    // It should have come.
    [-30, 'in less than a minute'],
  ])('%i seconds from now is shown as “%s”', (seconds, text) => expect(formatAhead(at(seconds), now)).toBe(text));
});
