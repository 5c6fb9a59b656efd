import { accountEndpoints, type DataExport, mfaEndpoints } from '@pixelboxx/shared';
import { strFromU8, unzipSync } from 'fflate';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { ReauthenticationService } from '../../src/auth/reauthentication/reauthentication.service.ts';
import { CONFIG, type Config } from '../../src/platform/config/config.ts';
import { DataExportService } from '../../src/users/data-export.service.ts';
import { PersonalDataService } from '../../src/users/personal-data.service.ts';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { goodPassword, register } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { filesIn, storedKeys, uploadAvatar } from '../support/uploads/uploading.ts';

const { requestExport, dataExport, exportDownload } = accountEndpoints;

const app = useApp();
const { mailbox } = app;

async function finished(browser: Browser): Promise<DataExport> {
  let state: DataExport = { status: 'PENDING' };
  await expect
    .poll(async () => (state = await browser.call(dataExport)), { timeout: 15_000 })
    .not.toMatchObject({ status: 'PENDING' });
  return state;
}

const fetchArchive = (url: string | undefined) => fetch(new URL(url ?? 'no url', app.baseUrl));

async function contentOf(url: string | undefined): Promise<Map<string, Uint8Array>> {
  const response = await fetchArchive(url);
  expect(response.status).toBe(200);
  return new Map(Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer()))));
}

describe('an archive of everything stored about you', () => {
  it('contains everything from the database and the store, and no secrets', async () => {
    const { browser, user } = await register(app, { displayName: 'Mina ✨' });
    const upload = await uploadAvatar(browser, await photo().jpeg().toBuffer());
    expect(await browser.call(dataExport)).toEqual({ status: 'NONE' });
    await browser.call(requestExport);
    const state = await finished(browser);
    expect(state).toMatchObject({ status: 'READY' });

    const files = await contentOf(state.url);
    const json = (name: string): unknown => JSON.parse(strFromU8(files.get(name) ?? new Uint8Array()));
    expect(json('profile.json')).toMatchObject({ id: user.id, email: user.email, displayName: 'Mina ✨' });
    const sessions = await app.prisma.session.findMany({ where: { userId: user.id } });
    expect(json('sessions.json')).toMatchObject(sessions.map(({ id, ipAddress }) => ({ id, ipAddress })));
    const events = await app.prisma.securityEvent.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } });
    expect(json('security-events.json')).toMatchObject(events.map(({ id, type }) => ({ id, type })));
    expect(json('uploads.json')).toMatchObject([{ id: upload.id, width: upload.width }]);

    const largest = await fetchArchive(upload.variants.at(-1)?.url ?? '');
    const exported = Buffer.from(files.get(`uploads/${upload.id}.webp`) ?? []);
    expect(exported.equals(Buffer.from(await largest.arrayBuffer()))).toBe(true);
    const row = await app.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    const text = [...files.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join('\n');
    for (const secret of [row.passwordHash, ...sessions.flatMap(({ token, refreshToken }) => [token, refreshToken])]) {
      expect(text).not.toContain(secret);
    }
  });

  it('can only be downloaded by a signed address, as an attachment', async () => {
    const { browser } = await register(app);
    await browser.call(requestExport);
    const { url = '', expiresAt, bytes } = await finished(browser);
    const response = await fetchArchive(url);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="pixelboxx-export.zip"');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect((await response.arrayBuffer()).byteLength).toBe(bytes);
    expect(Math.abs(Date.parse(expiresAt ?? '') - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect((await fetchArchive(url.split('?')[0])).status).toBe(403);
    expect((await fetchArchive(url.replace(/.$/, (end) => (end === 'A' ? 'E' : 'A')))).status).toBe(403);
    const { browser: stranger } = await register(app);
    expect(await stranger.call(dataExport)).toEqual({ status: 'NONE' });
  });

  it('[C6] is available to a session only after reauthentication', async () => {
    const { browser } = await register(app);
    await expect(browser.call(exportDownload)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await browser.call(requestExport);
    expect((await finished(browser)).url).toBeDefined();
    const sessionId = sessionIdOf(app, browser);
    const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
    await app.prisma.session.update({ where: { id: sessionId }, data: { reauthenticatedAt } });

    const state = await browser.call(dataExport);
    expect(state).toMatchObject({ status: 'READY' });
    expect(state.url).toBeUndefined();
    await expect(browser.call(exportDownload)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });

    await browser.call(mfaEndpoints.stepUp, { body: { password: goodPassword } });
    const { url, expiresAt } = await browser.call(exportDownload);
    expect((await contentOf(url)).has('profile.json')).toBe(true);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(900_000);
  });

  it('is reported consistently, even if it is replaced at the moment of the request', async () => {
    const { browser, user } = await register(app);
    await browser.call(requestExport);
    await finished(browser);
    const freshness = vi.spyOn(app.app.get(ReauthenticationService), 'isFresh').mockImplementation(async () => {
      await app.prisma.dataExport.deleteMany({ where: { userId: user.id } });
      return true;
    });
    try {
      expect(await browser.call(dataExport)).toMatchObject({ status: 'READY' });
    } finally {
      freshness.mockRestore();
    }
    expect(await browser.call(dataExport)).toEqual({ status: 'NONE' });
  });

  it('is built once even if requested repeatedly, and the owner is notified once', async () => {
    const { browser, credentials, user } = await register(app);
    const responses = await Promise.all(Array.from({ length: 6 }, () => browser.post('/v1/users/me/export')));
    expect(responses.map(({ status }) => status)).toEqual(Array<number>(6).fill(202));
    expect(await finished(browser)).toMatchObject({ status: 'READY' });
    await mailbox.settled();
    const notices = await mailbox.emails(credentials.email, /archive of your data/);
    const requests = { userId: user.id, type: 'DATA_EXPORT_REQUESTED' };
    expect(notices.length).toBe(await app.prisma.securityEvent.count({ where: requests }));
    expect(notices.length).toBeLessThan(6);
  });

  it('replaces the previous archive, and leaves one object', async () => {
    const before = await storedKeys(app);
    const { browser } = await register(app);
    await browser.call(requestExport);
    const first = await finished(browser);
    await browser.call(requestExport);
    const second = await finished(browser);
    expect(second.status).toBe('READY');
    expect((await fetchArchive(first.url)).status).toBe(404);
    expect((await fetchArchive(second.url)).status).toBe(200);
    expect(await storedKeys(app)).toHaveLength(before.length + 1);
  });

  it('is deleted after a day', async () => {
    const { browser, user } = await register(app);
    await browser.call(requestExport);
    const { url } = await finished(browser);
    await app.prisma.dataExport.update({ where: { userId: user.id }, data: { expiresAt: new Date() } });
    expect(await browser.call(dataExport)).toEqual({ status: 'NONE' });
    await app.app.get(DataExportService).removeExpired();
    expect((await fetchArchive(url)).status).toBe(404);
    expect(await app.prisma.dataExport.count({ where: { userId: user.id } })).toBe(0);
  });

  it('contains large files, and is built again if one could not be read completely', async () => {
    const { browser, user } = await register(app);
    const chunk = Buffer.alloc(1_000_000, 7);
    let faults = 1;
    function* content(): Generator<Buffer> {
      for (let count = 0; count < 30; count += 1) {
        if (count === 20 && faults-- > 0) throw new Error('the disk is gone');
        yield chunk;
      }
    }
    app.app.get(PersonalDataService).register({
      exportTo: (archive, userId) => {
        if (userId === user.id) archive.addFile('large.bin', () => Promise.resolve(Readable.from(content())));
        return Promise.resolve();
      },
    });
    await browser.call(requestExport);
    const { url, status } = await finished(browser);
    expect({ status, faults }).toEqual({ status: 'READY', faults: -1 });
    expect((await contentOf(url)).get('large.bin')).toHaveLength(30_000_000);
    expect(filesIn(join(app.app.get<Config>(CONFIG).dataDir, 'exports'))).toEqual([]);
  });

  it('is marked as failed, and may be requested again, if it was never completed', async () => {
    const { browser, user } = await register(app);
    const requestedAt = new Date(Date.now() - 3 * 3_600_000);
    await app.prisma.dataExport.create({ data: { userId: user.id, requestedAt } });
    expect(await browser.call(dataExport)).toEqual({ status: 'FAILED', requestedAt: requestedAt.toISOString() });
    await browser.call(requestExport);
    expect(await finished(browser)).toMatchObject({ status: 'READY' });
  });
});
