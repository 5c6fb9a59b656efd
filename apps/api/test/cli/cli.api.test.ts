import { pollUntil, TcpProxy } from '@pixelboxx/config/testing';
import { adminEndpoints, deviceEndpoints, personalTokenEndpoints, type TokenScope } from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../auth/tokens/token-holders.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { PartialUploads } from '../../src/platform/storage/partial-uploads.ts';
import { useApp } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { useTerminal } from './terminal.ts';

const app = useApp();
const terminal = useTerminal();
const scopes: TokenScope[] = ['profile:read', 'uploads:write', 'albums:read', 'albums:write'];
let large: Buffer;
const small = new Map<string, Buffer>();

beforeAll(async () => {
  // Noise, which no format makes small: several parts.
  large = await photo({ width: 2600, height: 2000 }).jpeg({ quality: 100 }).toBuffer();
  for (const [at, name] of ['one', 'two', 'three'].entries())
    small.set(
      name,
      await photo({ width: 64 + at, height: 48 })
        .jpeg()
        .toBuffer(),
    );
});

/** Somebody whose token the program is given. */
async function signIn(user?: TestUser): Promise<TestUser> {
  const holder = user ?? (await register(app));
  const { token } = await createToken(holder, scopes);
  terminal.env = { PIXELBOXX_URL: app.baseUrl, PIXELBOXX_TOKEN: token };
  return holder;
}

function folderOf(files: Record<string, Buffer>): string {
  const folder = terminal.at('images');
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(terminal.at('images', name), bytes);
  return folder;
}

const imagesOf = ({ user }: TestUser) =>
  app.prisma.upload.findMany({ where: { userId: user.id, status: 'READY', deletedAt: null }, orderBy: { id: 'asc' } });

const summaryOf = (records: readonly Record<string, unknown>[]) => records.find(({ event }) => event === 'summary');

describe('signing in from a terminal', () => {
  it('works by a code that is entered in a browser; signing out revokes the token', async () => {
    const user = await register(app);
    const login = terminal.start('login', '--url', app.baseUrl, '--name', 'My tower');
    const [, userCode = ''] = await login.said(/enter this code: (\S+)/);
    const body = { userCode };
    expect(await user.browser.call(deviceEndpoints.lookUp, { body })).toMatchObject({ clientName: 'My tower' });
    await user.browser.call(deviceEndpoints.approve, { body });
    expect(await login.end()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`as ${user.user.username}`) as string,
    });
    const kept = terminal.at('config', 'pixelboxx', 'credentials.json');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(await terminal.run('whoami', '--json')).toMatchObject({
      code: 0,
      records: [{ event: 'user', username: user.user.username, url: app.baseUrl }],
    });
    const { items } = await user.browser.call(personalTokenEndpoints.list);
    expect(items).toMatchObject([{ name: 'My tower', scopes }]);
    expect((await terminal.run('logout')).code).toBe(0);
    expect((await user.browser.call(personalTokenEndpoints.list)).items).toEqual([]);
    expect(readFileSync(kept, 'utf8')).not.toContain('pxb_');
    expect(await terminal.run('whoami', '--url', app.baseUrl)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('NOT_SIGNED_IN') as string,
    });
  });

  it('fails if it is denied in the browser', async () => {
    const user = await register(app);
    const login = terminal.start('login', '--url', app.baseUrl);
    const [, userCode = ''] = await login.said(/enter this code: (\S+)/);
    await user.browser.call(deviceEndpoints.deny, { body: { userCode } });
    expect(await login.end()).toMatchObject({ code: 3, stderr: expect.stringContaining('DEVICE_DENIED') as string });
    expect(readdirSync(terminal.home)).not.toContain('config');
  });
});

describe('uploading a folder', () => {
  it('uploads the images, reports other files, and uploads nothing twice', async () => {
    const user = await signIn();
    const folder = folderOf({
      'one.jpg': small.get('one')!,
      'again.jpg': small.get('one')!,
      'two.jpeg.txt': small.get('two')!,
      'notes.txt': Buffer.from('no image'),
      '.hidden.jpg': small.get('three')!,
      'locked.jpg': small.get('three')!,
      'broken\u001b[31m.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
    });
    chmodSync(terminal.at('images', 'locked.jpg'), 0);
    symlinkSync(terminal.at('images'), terminal.at('images', 'round'));
    const isRoot = process.getuid?.() === 0;
    const first = await terminal.run('upload', folder, '--json');
    const [sent, failed] = isRoot ? [3, 1] : [2, 2];
    expect(summaryOf(first.records)).toMatchObject({ sent, unchanged: 1, skipped: 3, failed, left: 0 });
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('INVALID_IMAGE');
    expect(first.stdout + first.stderr).not.toContain('\u001b');
    expect(await imagesOf(user)).toHaveLength(sent);
    const again = await terminal.run('upload', folder, '--json');
    expect(summaryOf(again.records)).toMatchObject({ sent: 0, unchanged: sent + 1, failed });
    expect(await imagesOf(user)).toHaveLength(sent);
  });

  it('fills an album in the order of the file names, and reuses that album the next time', async () => {
    const user = await signIn();
    const folder = folderOf({ '10.jpg': small.get('three')!, '9.jpg': small.get('two')!, '1.jpg': small.get('one')! });
    const options = ['--album', 'By the sea', '--visibility', 'public', '--concurrency', '3'];
    const { records, code } = await terminal.run('upload', folder, ...options, '--json');
    expect(code).toBe(0);
    await terminal.run('upload', folder, ...options);
    const { items: albums } = await user.browser.call(albumEndpoints.list, { query: {} });
    expect(albums).toMatchObject([{ title: 'By the sea', visibility: 'PUBLIC', imageCount: 3 }]);
    const { items } = await user.browser.call(albumEndpoints.images, { params: { id: albums[0]!.id }, query: {} });
    const byName = new Map(records.map(({ path, uploadId }) => [path, uploadId]));
    const names = ['1.jpg', '9.jpg', '10.jpg'].map((name) => terminal.at('images', name));
    expect(items.map(({ id }) => id)).toEqual(names.map((name) => byName.get(name)));
    expect(new Set(items.map(({ visibility }) => visibility))).toEqual(new Set(['PUBLIC']));
  });

  it('only lists what it would upload with the option for that', async () => {
    const user = await signIn();
    const folder = folderOf({ 'one.jpg': small.get('one')!, 'again.jpg': small.get('one')! });
    const { records, code } = await terminal.run('upload', folder, '--dry-run', '--json');
    expect([code, summaryOf(records)]).toMatchObject([0, { sent: 1, unchanged: 1, dryRun: true }]);
    expect(await imagesOf(user)).toEqual([]);
  });
});

describe('an upload that is interrupted', () => {
  const rows = ({ user }: TestUser) => app.prisma.resumableUpload.findMany({ where: { userId: user.id } });

  /** Once some of the file has arrived, nothing more does. */
  async function stallHalfway(user: TestUser, tcpProxy: TcpProxy): Promise<void> {
    const partialUploads = app.app.get(PartialUploads);
    await pollUntil('some of it has arrived', async () => {
      const [row] = await rows(user);
      return row !== undefined && (await partialUploads.size(row.id)) > 0;
    });
    tcpProxy.stall();
    expect(await rows(user)).toMatchObject([{ uploadId: null }]);
  }

  it('survives a connection that breaks in the middle', async () => {
    const user = await signIn();
    const { tcpProxy, url } = await TcpProxy.to(app.baseUrl);
    try {
      terminal.env = { ...terminal.env, PIXELBOXX_URL: url };
      tcpProxy.slow(40);
      const upload = terminal.start('upload', folderOf({ 'large.jpg': large }), '--json');
      await stallHalfway(user, tcpProxy);
      await tcpProxy.cut();
      tcpProxy.flow();
      await tcpProxy.mend();
      expect(await upload.end()).toMatchObject({ code: 0 });
      expect(await rows(user)).toHaveLength(1);
      expect(await imagesOf(user)).toHaveLength(1);
    } finally {
      await tcpProxy.cut();
    }
  });

  it('continues after Ctrl-C with the same upload', async () => {
    const user = await signIn();
    const { tcpProxy, url } = await TcpProxy.to(app.baseUrl);
    const folder = folderOf({ 'large.jpg': large });
    try {
      terminal.env = { ...terminal.env, PIXELBOXX_URL: url };
      tcpProxy.slow(40);
      const upload = terminal.start('upload', folder);
      await stallHalfway(user, tcpProxy);
      upload.kill('SIGINT');
      const ended = await upload.end();
      expect(ended).toMatchObject({ code: 130, stderr: expect.stringContaining('INTERRUPTED') as string });
      tcpProxy.flow();
      const again = await terminal.run('upload', folder);
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('1 sent') as string });
      expect(await imagesOf(user)).toHaveLength(1);
      expect(await rows(user)).toHaveLength(1);
    } finally {
      await tcpProxy.cut();
    }
  });
});

describe('a token that is no longer sufficient', () => {
  it.each([
    [
      'expired',
      (user: TestUser) =>
        app.prisma.personalToken.updateMany({ where: { userId: user.user.id }, data: { expiresAt: new Date(0) } }),
    ],
    ['belongs to somebody who was suspended', (user: TestUser) => suspend(user)],
  ])('because it %s ends the program without losing anything', async (_, end) => {
    const user = await signIn();
    await end(user);
    const ended = await terminal.run('upload', folderOf({ 'one.jpg': small.get('one')! }), '--json');
    expect(ended.code).toBe(3);
    expect(ended.records.at(-1)).toMatchObject({ event: 'error', code: 'UNAUTHENTICATED' });
    expect(await imagesOf(user)).toEqual([]);
  });

  async function suspend({ user }: TestUser): Promise<void> {
    const admin = await register(app);
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
    await admin.browser.call(adminEndpoints.suspend, { params: { id: user.id }, body: { reason: 'Advertises.' } });
  }

  it('because it lacks a scope is reported as such', async () => {
    const user = await register(app);
    const { token } = await createToken(user, ['profile:read']);
    terminal.env = { PIXELBOXX_URL: app.baseUrl, PIXELBOXX_TOKEN: token };
    const ended = await terminal.run(
      'upload',
      folderOf({ 'one.jpg': small.get('one')!, 'two.jpg': small.get('two')! }),
      '--json',
    );
    expect(ended.records).toMatchObject([
      { event: 'summary', left: 2 },
      { event: 'error', code: 'INSUFFICIENT_SCOPE' },
    ]);
    expect(ended.code).toBe(3);
  });
});

describe('a site whose rate limit is used up', () => {
  const limited = useApp({ RATE_LIMIT_SCALE: '1', REDIS_URL: undefined });

  it('makes the program wait for the given time, and the wait can be interrupted', async () => {
    const user = await register(limited);
    const { token } = await createToken(user, scopes);
    terminal.env = { PIXELBOXX_URL: limited.baseUrl, PIXELBOXX_TOKEN: token };
    // 600 a minute of one token: used up by another program of theirs.
    const ask = () => fetch(`${limited.baseUrl}/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });
    let refused: Response;
    do refused = await ask();
    while (refused.status !== 429);
    const told = Number(refused.headers.get('retry-after'));
    const upload = terminal.start('upload', folderOf({ 'one.jpg': small.get('one')! }));
    const [, seconds] = await upload.said(/Waiting (\d+) s \(RATE_LIMITED\)/);
    // What it was told itself, a moment later, and up to a second so that many do not come back together.
    expect(Number(seconds)).toBeGreaterThan(4);
    expect(Number(seconds)).toBeLessThanOrEqual(told + 1);
    upload.kill('SIGTERM');
    expect((await upload.end()).code).toBe(143);
  });
});
