import { maxReportsPerRequest } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MetricSources } from '../../src/platform/observability/metrics/metric-sources.ts';
import { failureOf } from '../support/failures.ts';
import { useApp, useLogs } from '../support/use-app.ts';

const origin = 'https://pixelboxx.example';
const app = useApp({ LOG_LEVEL: 'info', WEB_ORIGIN: origin, REDIS_URL: undefined });
const logs = useLogs(app);

const send = (body: unknown, type: string): Promise<Response> =>
  app.browser().fetch('/v1/csp-reports', {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** As Firefox and Safari write it. */
const byReportUri = (fields: Record<string, unknown>) =>
  send(
    {
      'csp-report': {
        'document-uri': `${origin}/home`,
        referrer: '',
        'violated-directive': 'script-src-elem',
        'effective-directive': 'script-src-elem',
        'original-policy': "default-src 'self'; report-uri /v1/csp-reports",
        disposition: 'enforce',
        'blocked-uri': 'https://evil.example/a.js',
        'status-code': 200,
        'script-sample': '',
        ...fields,
      },
    },
    'application/csp-report',
  );

const violation = (fields: Record<string, unknown>) => ({
  age: 12,
  type: 'csp-violation',
  url: `${origin}/home`,
  user_agent: 'Mozilla/5.0',
  body: {
    documentURL: `${origin}/home`,
    blockedURL: 'https://evil.example/a.js',
    effectiveDirective: 'img-src',
    originalPolicy: "default-src 'self'",
    disposition: 'enforce',
    statusCode: 200,
    ...fields,
  },
});

/** As Chromium writes it, several at once. */
const byReportTo = (...fields: Record<string, unknown>[]) => send(fields.map(violation), 'application/reports+json');

const findings = () => logs.events('csp.violation');

async function counts(): Promise<Record<string, number>> {
  const source = app.app.get(MetricSources).all.find(({ name }) => name === 'pixelboxx_csp_reports');
  return { ...((await source?.read()) as Record<string, number>) };
}

async function countedDuring(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts();
  await work();
  const after = await counts();
  return Object.fromEntries(
    Object.entries(after).flatMap(([outcome, count]) =>
      count === before[outcome] ? [] : [[outcome, count - (before[outcome] ?? 0)]],
    ),
  );
}

/** A blocked address that no other test tells of. */
const unheardOf = () => `https://${randomUUID()}.example`;

describe('a report of a CSP violation', () => {
  it('is one log line, in either of the two formats', async () => {
    const [first, second] = [unheardOf(), unheardOf()];
    const response = await byReportUri({ 'blocked-uri': `${first}/a.js` });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await byReportTo({ blockedURL: second, disposition: 'report', lineNumber: 7 })).status).toBe(204);
    const common = { level: 'warn', event: 'csp.violation', page: '/home' };
    expect(findings()).toContainEqual(
      expect.objectContaining({ ...common, directive: 'script-src-elem', blocked: first, isEnforced: true }),
    );
    expect(findings()).toContainEqual(
      expect.objectContaining({ ...common, directive: 'img-src', blocked: second, line: 7, isEnforced: false }),
    );
  });

  it('is logged without query, fragment, sample or username', async () => {
    await byReportUri({
      'document-uri': `${origin}/u/secret-name/albums?token=secret-query#secret-fragment`,
      'blocked-uri': `${origin}/u/secret-path?secret-query#secret-fragment`,
      'source-file': `${origin}/secret.js/secret-path?secret-query`,
      'script-sample': 'secret-sample',
      'violated-directive': 'script-src secret-value',
      'effective-directive': undefined,
      referrer: 'https://secret-referrer.example',
    });
    await byReportTo({
      blockedURL: 'data:secret-data',
      sourceFile: 'https://other.example/secret-path',
      sample: 'secret-sample',
    });
    await byReportTo({ documentURL: 'https://user:secret-password@pixelboxx.example/x', blockedURL: 'secret words' });
    expect(findings()).toContainEqual(
      expect.objectContaining({ page: '/u/…', blocked: '/u/…', directive: 'script-src', source: '/secret.js/…' }),
    );
    expect(findings()).toContainEqual(expect.objectContaining({ blocked: 'data:', source: 'https://other.example' }));
    expect(logs.text.replaceAll('secret.js', '')).not.toContain('secret');
  });

  it('is logged with its position in our own scripts, whose names identify nobody', async () => {
    await byReportTo({ blockedURL: 'eval', sourceFile: `${origin}/_next/static/chunks/0a1b.js?dpl=1`, lineNumber: 3 });
    expect(findings()).toContainEqual(
      expect.objectContaining({ blocked: 'eval', source: '/_next/static/chunks/0a1b.js', line: 3 }),
    );
  });

  it('is counted but not logged again if another browser reports the same', async () => {
    const blocked = unheardOf();
    const counted = await countedDuring(async () => {
      for (let time = 0; time < 5; time += 1) await byReportUri({ 'blocked-uri': `${blocked}/${time}` });
    });
    expect(counted).toEqual({ logged: 1, repeated: 4 });
    expect(findings().filter((line) => line['blocked'] === blocked)).toHaveLength(1);
  });

  it.each([
    ['blockedURL', 'chrome-extension://abcdef/content.js'],
    ['blockedURL', 'moz-extension'],
    ['blockedURL', 'safari-web-extension://x/y.js'],
    ['sourceFile', 'chrome-extension'],
    ['sourceFile', 'webkit-masked-url://hidden/'],
    ['blockedURL', 'https://gc.kis.v2.scr.kaspersky-labs.com/x/main.js'],
  ])('is ignored if it is caused by an extension or a proxy (%s %s)', async (field, address) => {
    const before = findings().length;
    expect(await countedDuring(() => byReportTo({ [field]: address }))).toEqual({ noise: 1 });
    expect(findings()).toHaveLength(before);
  });

  it.each([`https://elsewhere.example/`, `${origin}.elsewhere.example/`, 'about:blank', 'not an address', ''])(
    'is ignored if it is about the page %o',
    async (documentURL) => expect(await countedDuring(() => byReportTo({ documentURL }))).toEqual({ foreign: 1 }),
  );
});

describe('CSP reports from arbitrary clients', () => {
  it('of other types, or unreadable, are ignored, and the others in the same request count', async () => {
    const blocked = unheardOf();
    const reports = [
      { type: 'deprecation', body: { id: 'x' } },
      { type: 'csp-violation', body: 'text' },
      { type: 'csp-violation', body: { documentURL: 5 } },
      { type: 'csp-violation' },
      violation({ blockedURL: blocked }),
    ];
    const counted = await countedDuring(async () => {
      expect((await send(reports, 'application/reports+json; charset=utf-8')).status).toBe(204);
    });
    expect(counted).toEqual({ logged: 1 });
  });

  it.each([
    ['application/csp-report', '{', 400, 'MALFORMED_JSON'],
    ['application/csp-report', '', 400, 'VALIDATION_ERROR'],
    ['application/csp-report', '[]', 400, 'VALIDATION_ERROR'],
    ['application/csp-report', '{"csp-report":{"blocked-uri":{}}}', 400, 'VALIDATION_ERROR'],
    ['application/csp-report', '{"__proto__":{}}', 400, 'MALFORMED_JSON'],
    ['application/reports+json', '{"csp-report":{}}', 400, 'VALIDATION_ERROR'],
    [
      'application/reports+json',
      `[${'{"type":"x"},'.repeat(maxReportsPerRequest)}{"type":"x"}]`,
      400,
      'VALIDATION_ERROR',
    ],
    ['application/reports+json', '['.repeat(5000), 400, 'MALFORMED_JSON'],
    ['application/reports+json', `[{"type":"${'x'.repeat(60_000)}"}]`, 413, 'PAYLOAD_TOO_LARGE'],
    ['application/json', '{"csp-report":{}}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text/plain', '{"csp-report":{}}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('as %s %# are refused with a code', async (type, body, status, code) => {
    const response = await send(body, type);
    expect([response.status, (await failureOf(response)).code]).toEqual([status, code]);
  });

  it('are accepted at no other endpoint: no handler sees JSON with their content types', async () => {
    for (const type of ['application/csp-report', 'application/reports+json']) {
      const response = await app.browser().fetch('/v1/auth/login', {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ identifier: 'somebody', password: 'something long' }),
      });
      expect([response.status, (await failureOf(response)).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
  });
});

describe('a flood of CSP reports', () => {
  const flooded = useApp({ LOG_LEVEL: 'info', WEB_ORIGIN: origin, REDIS_URL: undefined, RATE_LIMIT_SCALE: '1' });
  const floodedLogs = useLogs(flooded);

  const post = (ip: string, reports: object[]): Promise<Response> => {
    const browser = flooded.browser();
    browser.headers['x-forwarded-for'] = ip;
    return browser.fetch('/v1/csp-reports', {
      method: 'POST',
      headers: { 'content-type': 'application/reports+json' },
      body: JSON.stringify(reports),
    });
  };

  it('is refused per network after 60 requests a minute', async () => {
    for (let request = 0; request < 60; request += 1) expect((await post('203.0.113.1', [])).status).toBe(204);
    expect((await post('203.0.113.1', [])).status).toBe(429);
    expect((await post('203.0.113.2', [])).status).toBe(204);
  });

  it('from many networks causes at most 60 log lines a minute, even if all differ, and never fails', async () => {
    for (let network = 10; network < 40; network += 1) {
      const reports = Array.from({ length: maxReportsPerRequest }, () => violation({ blockedURL: unheardOf() }));
      expect((await post(`198.51.100.${network}`, reports)).status).toBe(204);
    }
    expect(floodedLogs.events('csp.violation')).toHaveLength(60);
  });
});
