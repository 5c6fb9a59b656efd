import { describe, expect, it } from 'vitest';
import { formatDevice } from '@/lib/format/format-device.ts';
import { formatMoment } from '@/lib/format/format-moment.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a device', () => {
  it.each([
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', false],
    ['Chrome on Windows', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`, false],
    ['Edge on Windows', `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, false],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 16; Pixel 9) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`,
      true,
    ],
    [
      'Safari on iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
      true,
    ],
    [
      'Safari on Mac',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
      false,
    ],
    ['Unknown device', 'curl/8.5.0', false],
    ['Unknown device', null, false],
  ])('is called %s', (name, userAgent, handheld) => {
    expect(formatDevice(userAgent)).toEqual({ name, handheld });
  });
});

describe('the last use of a device', () => {
  const now = Date.parse('2026-11-23T12:00:00.000Z');
  it.each([
    ['2026-11-23T11:59:30.000Z', 'just now'],
    ['2026-11-23T11:15:00.000Z', '45 minutes ago'],
    ['2026-11-23T09:00:00.000Z', '3 hours ago'],
    ['2026-11-22T10:00:00.000Z', 'yesterday'],
    ['2026-11-13T12:00:00.000Z', '10 days ago'],
    ['2026-11-23T12:05:00.000Z', 'just now'],
  ])('%s was %s', (moment, words) => {
    expect(formatMoment(moment, now)).toBe(words);
  });
});
