import { type EndpointSpec, servedPathsOf } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserSnapshotsService } from '../../src/users/user-snapshots.service.ts';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { failureOf } from '../support/failures.ts';
import { register } from '../support/clients/users.ts';
import { contractEndpoints, type Implementation, implementations, servedRoutes } from '../support/routes.ts';

/**
 * Routes outside the contract, for machines and developers, which anyone may read. Adding one here is a decision about
 * access: it must show nothing that belongs to anybody.
 */
const infrastructure =
  /^(GET|HEAD) \/(\.well-known\/jwks\.json|docs(\/.*)?|openapi\.(json|yaml)|files\/.*|dev\/inbox(\/.*)?)$/;

let handlers: Implementation[];

const app = useApp();

beforeAll(() => {
  handlers = implementations(app.app);
});

const specs = [...contractEndpoints()];
const routeOf = ({ method, path }: EndpointSpec): string => `${method} ${path}`;

describe('every endpoint of the contract', () => {
  it.each(specs)('%s is implemented exactly once, and receives validated input', (_name, spec) => {
    const own = handlers.filter((handler) => handler.spec === spec);
    expect(own).toHaveLength(1);
    if (spec.params ?? spec.query ?? spec.body) expect(own[0]?.takesInput).toBe(true);
  });

  it('has its own address under /v1', () => {
    const routes = specs.map(([, spec]) => routeOf(spec));
    expect(new Set(routes).size).toBe(routes.length);
    for (const [, { path }] of specs) expect(path).toMatch(/^\/v1\//);
  });

  it('declares who may call it', () => {
    for (const [, { access }] of specs) expect(['public', 'user', 'mod', 'admin']).toContain(access);
  });
});

describe('every served route', () => {
  it('belongs to the contract or to the list of infrastructure', () => {
    const routes = specs.flatMap(([, spec]) => servedPathsOf(spec).map(({ path }) => ({ method: spec.method, path })));
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    const reads = routes.filter(({ method }) => method === 'GET').map(({ path }) => `HEAD ${path}`);
    const served = servedRoutes(app.app).filter((route) => !/^OPTIONS /.test(route));
    expect(served.length).toBeGreaterThan(known.size);
    const unknown = served.filter(
      (route) => !known.has(route) && !reads.includes(route) && !infrastructure.test(route),
    );
    expect(unknown).toEqual([]);
    for (const route of known) expect(served).toContain(route);
  });

  it('is declared in a controller only by @Handle, except for the public keys', () => {
    expect(handlers.filter(({ spec }) => !spec).map(({ name }) => name)).toEqual(['JwksController.keys']);
  });
});

/** Public, and without a limit: why that is harmless. */
const unlimited: Record<string, string> = {
  'GET /v1/auth/identity-providers': 'names what is configured, from memory',
  'GET /v1/health/live': 'a constant, asked by whoever restarts processes, and often',
  'GET /v1/health/ready': 'worked out once a second, however often it is asked for',
};

describe('every public endpoint', () => {
  it.each(specs.filter(([, { access }]) => access === 'public'))(
    '[C5] %s is rate-limited by address, or has a documented reason for having no limit',
    (_name, spec) => {
      if (routeOf(spec) in unlimited) expect(spec.rateLimit).toBeUndefined();
      else expect(spec.rateLimit).toMatchObject({ by: 'ip' });
    },
  );
});

describe('access', () => {
  const closed = specs.filter(([, { access }]) => access !== 'public');
  let browsers: Record<'USER' | 'MOD', Browser>;

  beforeAll(async () => {
    const [user, moderator] = await Promise.all([register(app), register(app)]);
    await app.prisma.user.update({ where: { id: moderator.user.id }, data: { role: 'MOD' } });
    await app.app.get(UserSnapshotsService).invalidate(moderator.user.id);
    browsers = { USER: user.browser, MOD: moderator.browser };
  });

  const call = (browser: Browser, { method, path }: EndpointSpec): Promise<Response> =>
    browser.fetch(path.replace(/:\w+/g, '0190b1f0-0000-7000-8000-000000000000'), { method });

  it.each(closed)('[93] to %s is refused without signing in', async (_name, spec) => {
    const forger = app.browser();
    forger.cookies.set('pbx_access', 'eyJhbGciOiJub25lIn0.e30.');
    for (const browser of [app.browser(), forger]) {
      const response = await call(browser, spec);
      expect(response.status).toBe(401);
      expect((await failureOf(response)).code).toBe('UNAUTHENTICATED');
    }
  });

  const staff = closed.filter(([, { access }]) => access === 'mod' || access === 'admin');

  it.each(staff)('to %s is refused to users without the role', async (_name, spec) => {
    const refused = spec.access === 'admin' ? [browsers.USER, browsers.MOD] : [browsers.USER];
    for (const browser of refused) {
      const response = await call(browser, spec);
      expect(response.status).toBe(403);
      expect((await failureOf(response)).code).toBe('FORBIDDEN');
    }
  });
});
