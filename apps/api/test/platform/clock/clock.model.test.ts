import {
  accountEndpoints,
  authEndpoints,
  deviceEndpoints,
  mfaEndpoints,
  personalTokenEndpoints,
  uploadEndpoints,
} from '@pixelboxx/shared';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LockoutService } from '../../../src/auth/lockout/lockout.service.ts';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import { SessionsService } from '../../../src/auth/sessions/sessions.service.ts';
import { InjectedBrowser, sendJson } from '../../support/clients/injected-browser.ts';
import { PostOffice } from '../../support/clients/post-office.ts';
import { newCredentials } from '../../support/clients/users.ts';
import { plain } from '../../support/uploads/images.ts';
import { uploadImage } from '../../support/uploads/uploading.ts';
import { useApp } from '../../support/use-app.ts';

/** `CLOCK_SEQUENCES=500` plays more; `CLOCK_SEED` replays what a failure of this test named. */
const sequences = Number(process.env['CLOCK_SEQUENCES'] ?? 3);
const seed = Number(process.env['CLOCK_SEED'] ?? 20_261_128);
const timeoutMs = 60_000 + sequences * 5_000;

let post: PostOffice;
let image: Buffer;
const realNow = Date.now.bind(Date);
beforeAll(async () => {
  post = new PostOffice();
  image = await plain({ width: 32, height: 32 }, '#3366cc').png().toBuffer();
});
const running = useApp();
afterEach(() => setClock(0));
afterAll(() => vi.restoreAllMocks());

/** Of this process; Postgres has its own, which nobody sets. */
function setClock(aheadMs: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
}

const minuteMs = 60_000;
const shifts = [-26 * 60, -180, -20, -2, 2, 20, 180, 26 * 60, 9 * 24 * 60, 40 * 24 * 60].map(
  (minutes) => minutes * minuteMs,
);

/** A user with all that they ever had, and what of it has ended for good. */
class World {
  readonly credentials = newCredentials();
  browser = new InjectedBrowser(running.app);
  readonly ended: InjectedBrowser[] = [];
  readonly links: { readonly path: string; readonly token: string }[] = [];
  readonly deviceCodes: string[] = [];
  readonly broken: string[] = [];
  userId = '';
  private passwords = 0;

  async send(browser: InjectedBrowser, { method, path }: { method: string; path: string }, body?: unknown) {
    const reply = await sendJson(browser, method, path, body);
    if (reply.status >= 500) this.broken.push(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  async join(): Promise<void> {
    const { username, email, password } = this.credentials;
    const passwordHash = await running.app.get(PasswordHasher).hash(password);
    const data = { username, usernameKey: username, email, isVerified: true, passwordHash };
    this.userId = (await running.prisma.user.create({ data })).id;
    await this.signIn();
  }

  async signIn(): Promise<number> {
    this.browser = new InjectedBrowser(running.app);
    const { username: identifier, password } = this.credentials;
    return (await this.send(this.browser, authEndpoints.login, { identifier, password })).status;
  }

  async resetPassword(): Promise<void> {
    const { email, username } = this.credentials;
    const link = post.emailsTo([email], username).findLast(({ path }) => path === '/reset-password');
    if (!link) return;
    const password = `amber lantern ${(this.passwords += 1)} hums`;
    const before = this.browser.clone();
    const { status } = await this.send(this.browser, accountEndpoints.resetPassword, { token: link.token, password });
    if (status !== 200) return;
    this.credentials.password = password;
    this.links.push(link);
    this.ended.push(before);
  }
}

type Act = (world: World) => Promise<unknown>;
const acts = {
  signsIn: (world) => world.signIn(),
  looks: (world) => world.send(world.browser, authEndpoints.me),
  refreshes: (world) => world.send(world.browser, authEndpoints.refresh),
  signsOut: async (world) => {
    const before = world.browser.clone();
    const { status } = await world.send(world.browser, authEndpoints.logout);
    if (status < 300) world.ended.push(before);
  },
  guesses: async (world) => {
    const body = { identifier: world.credentials.username, password: 'no such password 1' };
    for (let time = 0; time < 4; time += 1)
      await world.send(new InjectedBrowser(running.app), authEndpoints.login, body);
  },
  forgets: (world) => world.send(world.browser, accountEndpoints.forgotPassword, { email: world.credentials.email }),
  resets: (world) => world.resetPassword(),
  proves: (world) => world.send(world.browser, mfaEndpoints.stepUp, { password: world.credentials.password }),
  makesToken: async (world) => {
    const body = { name: 'script', scopes: ['profile:read'], expiresInDays: 30 };
    const { data } = await world.send(world.browser, personalTokenEndpoints.create, body);
    const program = new InjectedBrowser(running.app);
    program.headers['authorization'] = `Bearer ${String(data['token'])}`;
    const { id } = data;
    if (typeof id !== 'string') return;
    await world.send(program, authEndpoints.me);
    const { method, path } = personalTokenEndpoints.revoke;
    if ((await world.send(world.browser, { method, path: path.replace(':id', id) })).status < 300)
      world.ended.push(program);
  },
  begins: async (world) => {
    const { data } = await world.send(world.browser, deviceEndpoints.begin, {
      clientName: 'a',
      scopes: ['profile:read'],
    });
    await world.send(world.browser, deviceEndpoints.approve, { userCode: data['userCode'] });
    if (typeof data['deviceCode'] === 'string') world.deviceCodes.push(data['deviceCode']);
  },
  polls: async (world) => {
    const deviceCode = world.deviceCodes.at(-1);
    if (deviceCode !== undefined) await world.send(world.browser, deviceEndpoints.token, { deviceCode });
  },
  exports: (world) => world.send(world.browser, accountEndpoints.requestExport),
  lists: (world) => world.send(world.browser, uploadEndpoints.list),
} satisfies Record<string, Act>;
type Name = keyof typeof acts;

async function assertOver(world: World): Promise<void> {
  if (world.broken.length > 0) throw new Error(world.broken.join('; '));
  for (const browser of world.ended) {
    expect((await world.send(browser.clone(), authEndpoints.me)).status).toBe(401);
    if (!('authorization' in browser.headers))
      expect((await world.send(browser.clone(), authEndpoints.refresh)).status).toBe(401);
  }
  for (const { token } of world.links) {
    const body = { token, password: 'another lantern 9 hums' };
    expect((await world.send(new InjectedBrowser(running.app), accountEndpoints.resetPassword, body)).status).toBe(400);
  }
}

/** With the right clock all is as before, at once. */
async function assertRecovered(world: World): Promise<void> {
  setClock(0);
  await assertOver(world);
  // Failed sign-ins are forgiven by Postgres's clock, which was never set.
  await running.app.get(LockoutService).unlock(world.userId);
  expect(await world.signIn()).toBe(200);
  expect((await world.send(world.browser, authEndpoints.me)).status).toBe(200);
  expect((await world.send(world.browser, authEndpoints.refresh)).status).toBe(200);
  // Over the network: bytes cannot be handed over within the process.
  const sender = running.browser();
  for (const [name, value] of world.browser.cookies) sender.cookies.set(name, value);
  await uploadImage(sender, image);
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(acts) as Name[])) },
  { weight: 1, arbitrary: fc.constantFrom(...shifts, 0) },
);

async function play(steps: readonly (Name | number)[]): Promise<void> {
  const world = new World();
  setClock(0);
  await world.join();
  for (const one of steps) {
    if (typeof one === 'number') setClock(one);
    else await acts[one](world);
    await assertOver(world);
  }
  await assertRecovered(world);
}

describe('a clock that is set, back or forward, at any time', () => {
  it(
    'breaks nothing, brings nothing back that had ended, and leaves nobody locked out',
    async () => {
      const plans = fc.array(step, { minLength: 6, maxLength: 25, size: 'max' });
      const result = await fc.check(fc.asyncProperty(plans, play), { seed, numRuns: sequences });
      const report = `${String(result.errorInstance)}\n${fc.defaultReportMessage(result) ?? ''}`;
      expect(result.failed ? report : null).toBeNull();
    },
    timeoutMs,
  );

  it('is found out by the model when a new password leaves sessions alive', async () => {
    const ending = vi.spyOn(running.app.get(SessionsService), 'endAll');
    ending.mockImplementation((tx, id, data = {}) => tx.user.update({ where: { id }, data }));
    await expect(play(['forgets', -20 * minuteMs, 'resets'])).rejects.toThrow(/expected 200 to be 401/);
    ending.mockRestore();
  });
});
