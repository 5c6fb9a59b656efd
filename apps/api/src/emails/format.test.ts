import { describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatMoment } from './format.ts';
import { fill } from './fill.ts';
import { formatRequestContext } from './format-request-context.ts';
import { at, languages } from '../../test/emails/every-email.ts';

describe('formatting a duration', () => {
  it.each([
    [300, '5 minutes', '5 Minuten', '5分'],
    [1800, '30 minutes', '30 Minuten', '30分'],
    [86_400, '24 hours', '24 Stunden', '24時間'],
    [5400, '90 minutes', '90 Minuten', '90分'],
    [14 * 86_400, '14 days', '14 Tage', '14日'],
  ])('%i seconds are %s', (seconds, english, german, japanese) => {
    const told = (['en', 'de', 'ja'] as const).map((language) =>
      formatDuration(seconds, language).replaceAll(/\s/g, ' '),
    );
    expect([told[0], told[1], told[2]?.replaceAll(' ', '')]).toEqual([english, german, japanese]);
  });

  it('uses the plural form of the number in Arabic', () => {
    expect(formatDuration(14 * 86_400, 'ar')).toMatch(/يومًا$/);
    expect(formatDuration(5 * 60, 'ar')).toMatch(/دقائق$/);
  });
});

describe('formatting a time', () => {
  it('writes day and time in UTC, in words', () => {
    expect(formatMoment(at, 'en')).toBe('Monday, 23 November 2026 at 16:07 UTC');
    expect(formatMoment(at, 'de')).toBe('Montag, 23. November 2026 um 16:07 UTC');
    expect(formatDay(at, 'fr')).toBe('23 novembre 2026');
    expect(formatDay(at, 'ja')).toBe('2026年11月23日');
  });

  it('writes a day in each language', () => {
    expect(new Set(languages.map((language) => formatDay(at, language))).size).toBe(languages.length);
  });
});

describe('describing a device', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1.15', 'Safari on a Mac'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'Safari on an iPhone'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['You have won! Visit https://evil.example', 'an app we do not know'],
    [null, 'an app we do not know'],
  ])('%s is %s', (userAgent, words) => {
    expect(formatRequestContext({ userAgent, ipAddress: null }, 'en')).toBe(words);
  });

  it('uses the order and the words of the language', () => {
    const context = { userAgent: 'X11; Linux x86_64; Firefox/140.0', ipAddress: '203.0.113.7' };
    expect(formatRequestContext(context, 'en')).toBe('Firefox on Linux, from the address 203.0.113.7');
    expect(formatRequestContext(context, 'de')).toBe('Firefox unter Linux, von der Adresse 203.0.113.7');
    expect(formatRequestContext(context, 'ja')).toBe('LinuxのFirefox、アドレス 203.0.113.7');
  });
});

describe('filling in placeholders', () => {
  it('isolates values in a right-to-left sentence', () => {
    expect(fill('الحساب {username}', { username: 'ada' }, 'ar')).toBe('الحساب \u2068ada\u2069');
    expect(fill('The account {username}', { username: 'ada' }, 'en')).toBe('The account ada');
  });

  it('keeps a description in the direction of its sentence, with its parts isolated', () => {
    const context = { userAgent: 'X11; Linux x86_64; Firefox/140.0', ipAddress: '203.0.113.7' };
    expect(formatRequestContext(context, 'ar')).toBe(
      '\u2068Firefox\u2069 \u2068على Linux\u2069، من العنوان \u2068203.0.113.7\u2069',
    );
  });

  it('fails if a value is missing, and does not expand placeholders within values', () => {
    expect(() => fill('{constructor}', {}, 'en')).toThrow(TypeError);
    expect(fill('{username} {reason}', { username: '{reason}', reason: '{username}' }, 'en')).toBe(
      '{reason} {username}',
    );
  });
});
