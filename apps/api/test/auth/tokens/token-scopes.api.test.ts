import { declaredScopes, type EndpointSpec, isTokenScope, type TokenScope } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../../support/clients/browser.ts';
import { register, type TestUser } from '../../support/clients/users.ts';
import { failureOf } from '../../support/failures.ts';
import { contractEndpoints } from '../../support/routes.ts';
import { useApp } from '../../support/use-app.ts';
import { createToken, program } from './token-holders.ts';

const app = useApp();
const specs = [...contractEndpoints()];
const closed = specs.filter(([, { access }]) => access !== 'public');
const unscoped = closed.filter(([, { scope }]) => scope === undefined);
const scoped = closed.flatMap(([name, spec]) => (spec.scope === undefined ? [] : [{ name, spec, scope: spec.scope }]));
const scopes = (): TokenScope[] => [...declaredScopes().keys()].filter(isTokenScope);

let administrator: TestUser;
let allMighty: Browser;

beforeAll(async () => {
  administrator = await register(app);
  await app.prisma.user.update({ where: { id: administrator.user.id }, data: { role: 'ADMIN' } });
  allMighty = program(app, (await createToken(administrator, scopes())).token);
});

const call = (client: Browser, { method, path }: EndpointSpec): Promise<Response> =>
  client.fetch(path.replace(/:\w+/g, '0190b1f0-0000-7000-8000-000000000000'), { method });

async function refusalOf(response: Response): Promise<object> {
  const { code } = await failureOf(response);
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') };
}

describe('every endpoint of the contract', () => {
  it('is open to tokens only if it involves no secrets, staff rights or reauthentication', () => {
    expect(scoped.length).toBeGreaterThan(15);
    for (const { spec } of scoped) {
      expect(spec.access).toBe('user');
      const { reauthentication, setsCookies, stream, download, toldOnce, hashesPassword } = spec;
      const marks = [reauthentication, setsCookies, stream, download, toldOnce, hashesPassword];
      expect(marks.every((mark) => mark === undefined)).toBe(true);
      if (spec.path !== '/v1/auth/me')
        expect(spec.path).not.toMatch(/^\/v1\/(auth|admin|moderation)\/|security-events|export/);
    }
  });

  it('names only declared scopes, and each declared scope is used by an endpoint', () => {
    const named = new Set(specs.flatMap(([, { scope }]) => scope ?? []));
    expect([...named].sort()).toEqual(scopes().sort());
    // A public endpoint asks for nothing.
    expect(specs.filter(([, { access, scope }]) => access === 'public' && scope !== undefined)).toEqual([]);
  });
});

describe('a token', () => {
  it.each(unscoped)(
    '[T1] is refused by %s even if it has all scopes and belongs to an administrator',
    async (_name, spec) => {
      const refusal = { status: 403, code: 'TOKEN_NOT_ALLOWED', challenge: 'Bearer error="insufficient_scope"' };
      expect(await refusalOf(await call(allMighty, spec))).toEqual(refusal);
    },
  );

  it.each(scoped)('[T1] with all scopes but the required one is refused by $name', async ({ spec, scope }) => {
    const user = await register(app);
    const others = scopes().filter((other) => other !== scope);
    const client = program(app, (await createToken(user, others)).token);
    const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
    expect(await refusalOf(await call(client, spec))).toEqual({ status: 403, code: 'INSUFFICIENT_SCOPE', challenge });
  });

  it.each(scoped)('with only the required scope is accepted by $name', async ({ spec, scope }) => {
    const user = await register(app);
    const client = program(app, (await createToken(user, [scope])).token);
    const response = await call(client, spec);
    const refused = response.status === 401 || response.status === 403 ? await refusalOf(response) : null;
    expect(refused).toBeNull();
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('www-authenticate')).toBeNull();
  });

  it.each(scoped)('that does not exist is refused by $name', async ({ spec }) => {
    const client = program(app, `pxb_${'0'.repeat(43)}000000`);
    const refusal = { status: 401, code: 'UNAUTHENTICATED', challenge: 'Bearer error="invalid_token"' };
    expect(await refusalOf(await call(client, spec))).toEqual(refusal);
  });
});

describe('the OpenAPI document', () => {
  it('states for each operation which scope gives tokens access', async () => {
    const document = (await (await app.browser().fetch('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { security: Record<string, string[]>[] }>>;
    };
    for (const [, { path, method, scope, access }] of specs) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      const wanted = operation?.security.flatMap((scheme) => scheme['personalToken'] ?? []);
      expect([path, wanted]).toEqual([path, scope === undefined ? [] : [scope]]);
      if (access === 'public') expect(operation?.security).toEqual([]);
    }
  });
});
