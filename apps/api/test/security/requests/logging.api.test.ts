import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { useApp, useLogs } from '../../support/use-app.ts';
import { type LogLine } from '../../support/captured-logs.ts';
import { accessCookie, openDevice, refreshCookie } from '../../support/clients/devices.ts';
import { exchangeRaw, failureOf } from '../../support/failures.ts';
import { goodPassword, newCredentials, register } from '../../support/clients/users.ts';

const app = useApp({ LOG_LEVEL: 'info' });
const logs = useLogs(app);

describe('[102] no secret', () => {
  const canary = 'canary-7f3a9c';

  it('is logged by requests that succeed or fail, in whatever field it is sent', async () => {
    const password = `${canary} password`;
    const { browser, credentials } = await register(app, { password });
    const tokens = [...browser.cookies.values()];
    await browser.call(authEndpoints.refresh);
    tokens.push(...browser.cookies.values());
    await app.browser().post('/v1/auth/login', { identifier: credentials.username, password: `${canary} wrong` });
    await app.browser().post('/v1/auth/login', { identifier: `${canary}-as-name`, password: canary });
    await app.browser().post('/v1/auth/login', { identifier: canary, password: canary, [canary]: canary });
    await app.browser().fetch('/v1/auth/login', {
      method: 'POST',
      body: `{"${canary}`,
      headers: { 'content-type': 'application/json' },
    });
    await app.browser().fetch('/v1/auth/me', {
      headers: { authorization: `Bearer ${canary}.a.b`, cookie: `${accessCookie}=${canary}` },
    });
    await app
      .browser()
      .post('/v1/auth/refresh', undefined, { cookie: `${refreshCookie}=${canary}`, 'x-csrf-token': canary });
    await app.browser().post('/v1/auth/logout', undefined, { origin: `https://${canary}.example` });
    await browser.fetch(`/v1/auth/${canary}?token=${canary}`);
    await browser.fetch(`/v1/users/availability?username=${canary}`);
    await exchangeRaw(app.baseUrl, `GET /v1/${canary}% HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    await exchangeRaw(app.baseUrl, `${canary}\r\n\r\n`);
    const form = new FormData();
    form.set(canary, canary);
    form.set('file', new Blob([canary]), `${canary}.png`);
    await browser.fetch('/v1/uploads/avatar', { method: 'POST', body: form });
    expect(logs.lines.length).toBeGreaterThan(10);
    for (const secret of [canary, credentials.email, ...tokens]) expect(logs.text).not.toContain(secret);
  });

  it('is logged when the database fails during a request', async () => {
    const { user, browser } = await register(app);
    const { passwordHash } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    const secret = newCredentials({ password: `${canary} of the failing` });
    // Postgres quotes the whole row in what it says of a constraint.
    await app.prisma.pool.query(
      `ALTER TABLE users ADD CONSTRAINT never CHECK (username_key NOT LIKE 'user\\_%') NOT VALID`,
    );
    try {
      const response = await app.browser().post('/v1/auth/register', secret);
      expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({
        status: 500,
        code: 'INTERNAL_ERROR',
      });
      const init = { method: 'PATCH', body: '{"displayName":"x"}', headers: { 'content-type': 'application/json' } };
      expect((await browser.fetch('/v1/users/me', init)).status).toBe(500);
    } finally {
      await app.prisma.pool.query('ALTER TABLE users DROP CONSTRAINT never');
    }
    const failures = logs.events('http.failed');
    expect(JSON.stringify(failures)).toContain('never');
    for (const word of [canary, secret.email, passwordHash, '$argon2id$', user.email])
      expect(logs.text).not.toContain(word);
  });

  it('is in a response', async () => {
    const { browser } = await register(app);
    const responses = await Promise.all(
      ['/v1/auth/me', '/v1/auth/sessions', '/v1/users/availability?username=x1'].map(async (path) =>
        (await browser.fetch(path)).text(),
      ),
    );
    for (const text of responses) {
      expect(text).not.toMatch(/argon2|password|refreshToken/i);
      for (const value of browser.cookies.values()) expect(text).not.toContain(value);
    }
  });

  it('is changed by the redaction: cookies of a logged request still work', async () => {
    const { browser, user } = await register(app);
    expect(await browser.call(authEndpoints.refresh)).toEqual(user);
    expect(await browser.call(authEndpoints.me)).toEqual(user);
  });
});

describe('[103] a hostile request', () => {
  const requestsSince = (from: number): LogLine[] => logs.events('http.request').slice(from);

  it('is logged as one JSON line of limited length, whatever its headers', async () => {
    const before = logs.events('http.request').length;
    const { credentials } = await register(app);
    const agents = ['\u001b[31mred\u001b[0m', 'a'.repeat(12_000), '{"event":"forged"}', 'tab\there'];
    for (const agent of agents) {
      const body = JSON.stringify({ identifier: credentials.username, password: goodPassword });
      const head = `POST /v1/auth/login HTTP/1.1\r\nhost: x\r\nuser-agent: ${agent}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
      const response = await exchangeRaw(app.baseUrl, Buffer.from(head + body, 'latin1'));
      expect([200, 400]).toContain(response.status);
    }
    const huge = await exchangeRaw(app.baseUrl, `GET / HTTP/1.1\r\nuser-agent: ${'a'.repeat(1_000_000)}\r\n\r\n`);
    expect(huge.status).toBe(431);
    for (const line of requestsSince(before)) expect(JSON.stringify(line).length).toBeLessThan(1000);
    expect(logs.text).not.toContain('\u001b');
    expect(logs.events('forged')).toEqual([]);
    const sessions = await app.prisma.session.findMany({ where: { user: { username: credentials.username } } });
    for (const { userAgent } of sessions) expect(userAgent ?? '').toMatch(/^[\x20-\x7e]{0,255}$/);
  });

  it.each(['a\u0000b', 'line one line two', 'x'.repeat(3000), '\u001b[31m', '"},{"event":"forged"'])(
    'with the id %j gets another id',
    async (id) => {
      const head = `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: ${id}\r\n\r\n`;
      const response = await exchangeRaw(app.baseUrl, Buffer.from(head, 'latin1'));
      expect([400, 401]).toContain(response.status);
      expect((await failureOf(response)).requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(logs.text).not.toContain(JSON.stringify(id).slice(1, -1));
    },
  );

  it('with line breaks or a token in its address is logged only by its route', async () => {
    const before = logs.events('http.request').length;
    await app.browser().fetch('/v1/users/some%0d%0aone');
    await app.browser().fetch('/v1/unknown%0d%0aforged?token=secret');
    const routes = requestsSince(before).map(({ route }) => route);
    expect(routes).toEqual(['/v1/users/:username', '(none)']);
  });
});

describe('[103] a security event', () => {
  it('is logged with the time in UTC, the user, the IP address and the request id', async () => {
    const from = logs.lines.length;
    const { user, credentials } = await register(app);
    const { username: identifier, password } = credentials;
    const ip = '203.0.113.150';
    const device = app.browser();
    device.headers['x-forwarded-for'] = ip;
    await device.post('/v1/auth/login', { identifier, password });
    await device.post('/v1/auth/logout');
    device.cookies.clear();
    for (let count = 0; count < 11; count += 1) await device.post('/v1/auth/login', { identifier, password: 'wrong' });
    const stolen = await openDevice(app, user.id);
    stolen.browser.headers['x-forwarded-for'] = ip;
    const stale = stolen.browser.clone();
    await stolen.browser.post('/v1/auth/refresh');
    await stolen.browser.post('/v1/auth/refresh');
    await stale.post('/v1/auth/refresh');
    const own = logs.lines.slice(from).filter((line) => line['userId'] === user.id && line['ip'] === ip);
    const happened = own.map(({ event, type }) => (event === 'security' ? type : event));
    expect(happened).toEqual(
      expect.arrayContaining([
        'NEW_DEVICE_SIGNED_IN',
        'SIGNED_OUT',
        'auth.login.failed',
        'auth.locked',
        'REFRESH_TOKEN_REUSED',
      ]),
    );
    for (const line of own) {
      expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(line['requestId']).toMatch(/^[\w-]{8,64}$/);
    }
    const rows = await app.prisma.securityEvent.findMany({ where: { userId: user.id, ipAddress: ip } });
    expect(rows.map(({ type }) => type).sort()).toEqual(['NEW_DEVICE_SIGNED_IN', 'REFRESH_TOKEN_REUSED', 'SIGNED_OUT']);
  });

  it('about an unknown user is logged without the typed identifier', async () => {
    const from = logs.lines.length;
    const typed = 'probably-my-password-in-the-wrong-field';
    await app.browser().post('/v1/auth/login', { identifier: typed, password: 'x' });
    const lines = logs.lines.slice(from);
    expect(lines.filter(({ event }) => event === 'auth.login.failed')).toMatchObject([{ userId: null }]);
    expect(JSON.stringify(lines)).not.toContain(typed);
    const { rows } = await app.prisma.pool.query<{ text: string }>('SELECT b::text AS text FROM login_budgets b');
    for (const { text } of rows) expect(text).not.toContain(typed);
  });
});
