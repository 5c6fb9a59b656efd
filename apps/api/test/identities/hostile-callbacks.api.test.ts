import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  callback,
  comeBack,
  newSomebody,
  redirectUriOf,
  registerBy,
  signInBy,
  useProviders,
} from './identity-users.ts';

const { app, acme, other } = useProviders();

const rejected = (code: string): unknown => expect.objectContaining({ code });

describe('[I2] the callback from a provider', () => {
  it('works once: a replay fails in the same browser and in a copy of it', async () => {
    await registerBy(app, acme);
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    const copy = browser.clone();
    expect(await callback(browser, 'acme', response)).toMatchObject({ outcome: 'SIGNED_IN' });
    for (const replayer of [browser, copy]) {
      await expect(callback(replayer, 'acme', response)).rejects.toEqual(rejected('CHALLENGE_INVALID'));
    }
  });

  it('succeeds once for many simultaneous requests', async () => {
    await registerBy(app, acme);
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    const copies = Array.from({ length: 6 }, () => browser.clone());
    const all = await Promise.allSettled(copies.map((copy) => callback(copy, 'acme', response)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('fails in another browser, whether or not that has begun a sign-in itself', async () => {
    const victim = app.browser();
    const response = await comeBack(app.browser(), acme);
    await expect(callback(victim, 'acme', response)).rejects.toEqual(rejected('CHALLENGE_INVALID'));
    const own = await comeBack(victim, acme);
    await expect(callback(victim, 'acme', response)).rejects.toEqual(rejected('CHALLENGE_INVALID'));
    // What a stranger sent has used up nothing.
    expect(await callback(victim, 'acme', own)).toMatchObject({ outcome: 'REGISTRATION' });
  });

  it('fails for another provider, by its address or by its issuer (mix-up)', async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    await expect(callback(browser, 'other', response)).rejects.toEqual(rejected('CHALLENGE_INVALID'));
    const mixed = new URLSearchParams(response);
    mixed.set('iss', other.url);
    const asked = acme.asked.length + other.asked.length;
    await expect(callback(browser, 'acme', mixed.toString())).rejects.toEqual(rejected('IDENTITY_REJECTED'));
    // The code has gone to nobody.
    expect(acme.asked.length + other.asked.length).toBe(asked);
  });

  it('is refused without the issuer, if the provider declares that it sends one (RFC 9207)', async () => {
    const browser = app.browser();
    const response = new URLSearchParams(await comeBack(browser, acme));
    expect(response.get('iss')).toBe(acme.url);
    response.delete('iss');
    await expect(callback(browser, 'acme', response.toString())).rejects.toEqual(rejected('IDENTITY_REJECTED'));
  });

  it('is refused with a code of another request', async () => {
    const [browser, thief] = [app.browser(), app.browser()];
    const stolen = new URLSearchParams(await comeBack(browser, acme));
    const own = new URLSearchParams(await comeBack(thief, acme));
    own.set('code', stolen.get('code') ?? '');
    await expect(callback(thief, 'acme', own.toString())).rejects.toEqual(rejected('IDENTITY_REJECTED'));
  });

  it('is refused after ten minutes', async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    await app.prisma.pendingAuthorization.updateMany({ data: { expiresAt: new Date(0) } });
    await expect(callback(browser, 'acme', response)).rejects.toEqual(rejected('CHALLENGE_INVALID'));
  });

  it('reports a refusal by the provider or its user, without quoting the provider', async () => {
    acme.somebody = null;
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    expect(response).toContain('thanks');
    const refused = await browser.post(identityEndpoints.callback.path, { provider: 'acme', response });
    expect(refused.status).toBe(400);
    const body = await refused.text();
    expect(body).toContain('PROVIDER_DECLINED');
    expect(body).not.toContain('thanks');
  });

  it('with arbitrary parameters never causes an internal error and never signs in', { timeout: 60_000 }, async () => {
    const browser = app.browser();
    const good = await comeBack(browser, acme);
    const piece = fc.constantFrom(
      ...good.split('&'),
      'state=',
      'code=x',
      'error=access_denied',
      'iss=',
      'response=a.b.c',
    );
    const query = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('&')),
    );
    await fc.assert(
      fc.asyncProperty(query, async (response) => {
        const params = new URLSearchParams(response);
        fc.pre(params.getAll('state').length !== 1 || !params.has('code') || params.getAll('code').length > 1);
        // Each in the browser as it was, so that nothing is used up for the next.
        const { status } = await browser.clone().post(identityEndpoints.callback.path, { provider: 'acme', response });
        expect([400, 503]).toContain(status);
      }),
      { numRuns: 100, seed: 42 },
    );
    await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('leaves nothing in the table from which the cookie, the state or the code could be derived', async () => {
    const browser = app.browser();
    const response = new URLSearchParams(await comeBack(browser, acme));
    const token = browser.cookies.get('pbx_authorization') ?? '';
    const rows = JSON.stringify(await app.prisma.pendingAuthorization.findMany());
    expect(token).toHaveLength(43);
    for (const secret of [token, response.get('state') ?? '', response.get('code') ?? '']) {
      expect(secret.length).toBeGreaterThan(20);
      expect(rows).not.toContain(secret);
    }
  });
});

describe('[I3] an ID token', () => {
  const hour = 3600;
  const now = (): number => Math.floor(Date.now() / 1000);

  it.each([
    ['for another client', { aud: 'somebody-else' }],
    ['for several clients, without saying which', { aud: ['pixelboxx', 'somebody-else'] }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['of an issuer that is only like ours', { iss: 'http://127.0.0.1' }],
    ['for another request', { nonce: 'of somebody else' }],
    ['without the nonce', { nonce: undefined }],
    ['that has run out', { exp: now() - hour }],
    ['that is not good yet', { nbf: now() + hour }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['with a subject that is no text', { sub: 7 }],
    ['with a subject longer than any', { sub: 'x'.repeat(256) }],
    ['with a subject that no table can hold', { sub: 'somebody\u0000' }],
    // Stored, each half of a pair of surrogates is the same character: two subjects would be one.
    ['with a subject that would be stored as that of another', { sub: 'somebody\ud800' }],
  ])('%s is refused', async (_, altered) => {
    acme.claims = (claims) => ({ ...claims, ...altered });
    // What is said beside it is about the same somebody: that they differ is refused for itself.
    if ('sub' in altered) acme.altered.set('/me', (claims) => ({ ...claims, sub: altered.sub }));
    await expect(signInBy(app.browser(), acme)).rejects.toEqual(rejected('IDENTITY_REJECTED'));
    expect(await app.prisma.pendingAuthorization.count({ where: { purpose: 'REGISTER', subject: 'x' } })).toBe(0);
  });

  it('with another signer is refused', async () => {
    acme.loseKey();
    await expect(signInBy(app.browser(), acme)).rejects.toEqual(rejected('IDENTITY_REJECTED'));
  });

  it('is accepted if the provider’s clock is some seconds off, but no more', async () => {
    acme.claims = (claims) => ({ ...claims, exp: now() - 10, iat: now() - hour });
    expect(await signInBy(app.browser(), acme)).toMatchObject({ outcome: 'REGISTRATION' });
    acme.claims = (claims) => ({ ...claims, exp: now() - 90, iat: now() - hour });
    await expect(signInBy(app.browser(), acme)).rejects.toEqual(rejected('IDENTITY_REJECTED'));
  });

  it('is refused if its subject differs from that of the user info', async () => {
    acme.altered.set('/me', (claims) => ({ ...claims, sub: 'somebody else' }));
    await expect(signInBy(app.browser(), acme)).rejects.toEqual(rejected('IDENTITY_REJECTED'));
  });
});

describe('[I4] a provider that is down, slow or hostile', () => {
  const { app, acme } = useProviders();
  afterEach(() => acme.start(redirectUriOf('acme')));

  const start = () => app.browser().call(identityEndpoints.start, { body: { provider: 'acme' } });

  it('is reported immediately if it is unavailable, and works again once it is back', { timeout: 60_000 }, async () => {
    await acme.stop();
    await expect(start()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', status: 503 });
    await acme.start(redirectUriOf('acme'));
    await expect
      .poll(
        () =>
          start().then(
            () => 'started',
            () => 'refused',
          ),
        { timeout: 20_000 },
      )
      .toBe('started');
  });

  it('is reported if it fails after its user has signed in there', { timeout: 60_000 }, async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    await acme.stop();
    await expect(callback(browser, 'acme', response)).rejects.toEqual(rejected('PROVIDER_UNAVAILABLE'));
  });

  it('is given up after some seconds if it does not respond', { timeout: 60_000 }, async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    acme.handlers.set('/token', () => undefined);
    const before = performance.now();
    await expect(callback(browser, 'acme', response)).rejects.toEqual(rejected('PROVIDER_UNAVAILABLE'));
    expect(performance.now() - before).toBeLessThan(30_000);
  });

  it.each([
    ['more than anybody reads', (write: (text: string) => void) => write('"'.padEnd(1_000_000, 'x'))],
    ['what is no JSON', (write: (text: string) => void) => write('<html>')],
    ['JSON of another kind', (write: (text: string) => void) => write('[null]')],
  ])('sends %s', async (_, send) => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    acme.handlers.set('/token', (_request, reply) => {
      reply.writeHead(200, { 'content-type': 'application/json' });
      send((text) => reply.end(text));
    });
    const failure = await callback(browser, 'acme', response).catch((error: unknown) => error);
    expect(['PROVIDER_UNAVAILABLE', 'IDENTITY_REJECTED']).toContain((failure as { code: string }).code);
  });

  it('is refused if it redirects, and the code is sent nowhere else', async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    acme.handlers.set('/token', (_request, reply) => {
      reply.writeHead(307, { location: `${acme.url}/elsewhere` }).end();
    });
    await expect(callback(browser, 'acme', response)).rejects.toEqual(rejected('IDENTITY_REJECTED'));
    expect(acme.asked).not.toContain('/elsewhere');
  });

  it('is reported if it responds with an error', async () => {
    const browser = app.browser();
    const response = await comeBack(browser, acme);
    acme.handlers.set('/token', (_request, reply) => void reply.writeHead(502).end('Bad gateway'));
    await expect(callback(browser, 'acme', response)).rejects.toEqual(rejected('PROVIDER_UNAVAILABLE'));
  });

  it('may send long and strange claims, of which unusable ones are ignored', async () => {
    acme.somebody = newSomebody({
      email: 'not an address',
      preferred_username: '\u0000<script>'.repeat(50),
      name: '!',
    });
    expect(await signInBy(app.browser(), acme)).toMatchObject({ registration: { email: null, username: null } });
  });
});
