// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pageToken } from '../../src/lib/page-trace/page-token.ts';
import { recordPage } from '../../src/lib/page-trace/record-page.ts';
import type { PageReport } from '../../src/lib/page-trace/page-report.ts';

const sent: { url: string; headers: Headers }[] = [];
const reports: PageReport[] = [];
const timing = {
  name: '',
  entryType: 'navigation',
  duration: 0,
  toJSON: () => null,
  startTime: 0,
  responseStart: 40,
  loadEventEnd: 300,
};
const originalFetch = window.fetch;

function navigatedWith(serverTiming: { name: string; description: string }[] | undefined): void {
  const read = (type: string) => (type === 'navigation' ? [{ ...timing, ...(serverTiming && { serverTiming }) }] : []);
  vi.spyOn(performance, 'getEntriesByType').mockImplementation(read);
}

beforeEach(() => {
  sent.length = 0;
  reports.length = 0;
  vi.useFakeTimers();
  navigatedWith([{ name: 'trace', description: 'the-token' }]);
  window.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    sent.push({ url, headers: new Headers(init?.headers) });
    return url.includes('lost')
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve(new Response(null, { status: 204 }));
  };
  Object.defineProperty(navigator, 'sendBeacon', {
    configurable: true,
    value: (_url: string, body: string) => reports.push(JSON.parse(body) as PageReport) > 0,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  window.fetch = originalFetch;
});

it('a page finds its trace token if the server sent one', () => {
  expect(pageToken()).toBe('the-token');
  navigatedWith([]);
  expect(pageToken()).toBeUndefined();
  navigatedWith(undefined);
  expect(pageToken()).toBeUndefined();
});

it('a traced page reports its loading and its requests to this site, only with durations and codes', async () => {
  recordPage('the-token');
  await window.fetch('/v1/users/anna?token=secret', { method: 'PUT', headers: { 'x-own': '1' } });
  await expect(window.fetch('/v1/lost')).rejects.toThrow('Failed to fetch');
  vi.advanceTimersByTime(3_100);
  expect(reports).toHaveLength(1);
  const spans = reports[0]?.spans ?? [];
  expect(reports[0]?.token).toBe('the-token');
  expect(spans).toContainEqual(expect.objectContaining({ kind: 'load', startMs: -40, durationMs: 300 }));
  expect(spans).toContainEqual(expect.objectContaining({ kind: 'fetch', method: 'PUT', status: 204 }));
  expect(spans.find(({ method }) => method === 'GET')).not.toHaveProperty('status');
  expect(JSON.stringify(reports)).not.toMatch(/anna|secret|lost/);
});

it('a traced page sends its token only to this site, and changes nothing else of a request', async () => {
  recordPage('the-token');
  await window.fetch(new Request(new URL('/v1/x', location.href), { headers: { 'x-own': '1' } }));
  await window.fetch('https://elsewhere.example/x', { headers: { 'x-own': '1' } });
  const [own, other] = sent;
  expect(own?.headers.get('x-page-trace')).toMatch(/^the-token;[0-9a-f]{16}$/);
  expect(own?.headers.get('x-own')).toBe('1');
  expect(other?.headers.get('x-page-trace')).toBeNull();
  expect(other?.headers.get('x-own')).toBe('1');
});

it('a traced page reports the rest when it is hidden, and nothing if nothing happened', async () => {
  recordPage('left-token');
  const told = () => reports.filter(({ token }) => token === 'left-token');
  vi.advanceTimersByTime(3_100);
  const hide = () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
  };
  hide();
  expect(told()).toHaveLength(1);
  await window.fetch('/v1/x');
  hide();
  expect(told()).toHaveLength(2);
});
