import { maxSpans, pageReportsPath, pageTraceHeader } from './names.ts';
import type { PageReport } from './page-report.ts';

type Span = PageReport['spans'][number];

/** After the page has loaded, to include its first requests. */
const firstReportMs = 3_000;

/**
 * Records what this page does, for the trace that its request began: the page load, and its requests to this site, which
 * continue that trace. Loaded only if that trace is kept. Reports durations and status codes, never addresses.
 */
export function recordPage(token: string): void {
  const waiting: Span[] = [];
  const report = () => {
    if (waiting.length === 0) return;
    const body: PageReport = { token, spans: waiting.splice(0) };
    navigator.sendBeacon(pageReportsPath, JSON.stringify(body));
  };
  const note = (span: Span) => {
    waiting.push(span);
    if (waiting.length === maxSpans) report();
  };
  recordLoad((span) => {
    note(span);
    setTimeout(report, firstReportMs);
  });
  recordFetches(token, note);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') report();
  });
}

function recordLoad(note: (span: Span) => void): void {
  const read = () => {
    const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (!page) return;
    const { startTime, loadEventEnd, responseStart } = page;
    note({ id: newId(), kind: 'load', startMs: startTime - responseStart, durationMs: loadEventEnd - startTime });
  };
  // The end of the load is known once its listeners have run.
  const later = () => setTimeout(read, 0);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}

function recordFetches(token: string, note: (span: Span) => void): void {
  const send = window.fetch.bind(window);
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const beganMs = page?.responseStart ?? 0;
  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.origin !== location.origin) return send(input, init);
    const whole = input instanceof Request ? input : undefined;
    const method = init?.method ?? whole?.method ?? 'GET';
    const headers = new Headers(init?.headers ?? whole?.headers);
    const [id, startedMs] = [newId(), performance.now()];
    headers.set(pageTraceHeader, `${token};${id}`);
    let status: number | undefined;
    try {
      const response = await send(input, { ...init, headers });
      ({ status } = response);
      return response;
    } finally {
      const durationMs = performance.now() - startedMs;
      note({ id, kind: 'fetch', startMs: startedMs - beganMs, durationMs, method, status });
    }
  };
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
