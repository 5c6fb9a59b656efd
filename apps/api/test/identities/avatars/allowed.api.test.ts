import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { ReceivingPlaces } from '../../../src/uploads/intake/index.ts';
import { UserSnapshotsService } from '../../../src/users/index.ts';
import { register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { linkBy, newSomebody, registerBy, useProviders } from '../identity-users.ts';
import { facePath, holdFace, identityOf, serveFace, takeOver } from './faces.ts';

const { app, acme, other } = useProviders();
let face: Buffer;

beforeAll(async () => {
  face = await photo({ width: 200, height: 200 }, '#228844').jpeg().toBuffer();
});

const withFace = () => newSomebody({ picture: `${acme.url}${facePath}` });
const facesAsked = () => acme.asked.filter((path) => path === facePath).length;

async function registerWithFace() {
  acme.somebody = withFace();
  return registerBy(app, acme);
}

describe('[I9] taking over an image from a provider', () => {
  it('is allowed only to the user who has linked the account', async () => {
    serveFace(acme, face);
    const [owner, stranger] = [await registerWithFace(), await register(app)];
    const { id } = await identityOf(owner.browser, 'acme');
    const asked = facesAsked();
    for (const browser of [stranger.browser, app.browser()]) {
      const attempt = browser.call(identityEndpoints.useAsAvatar, { params: { id } });
      const code = browser === stranger.browser ? 'NOT_FOUND' : 'UNAUTHENTICATED';
      await expect(attempt).rejects.toMatchObject({ code });
    }
    expect(facesAsked()).toBe(asked);
    expect(await owner.browser.call(authEndpoints.me)).toMatchObject({ avatarUrl: null });
  });

  it('is refused to other sites', async () => {
    const { browser } = await registerWithFace();
    const { id } = await identityOf(browser, 'acme');
    const asked = facesAsked();
    const forged = await browser.fetch(`/v1/auth/identities/${id}/avatar`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(forged.status).toBe(403);
    expect(facesAsked()).toBe(asked);
  });

  it('is refused to a user who is suspended, before or meanwhile', async () => {
    const { browser, user } = await registerWithFace();
    const held = holdFace(acme, face);
    const taking = expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await held.asked;
    // As the database has it, whatever this process remembers.
    await app.prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date() } });
    held.letGo();
    await taking;
    await app.app.get(UserSnapshotsService).invalidate(user.id);
    const asked = facesAsked();
    await expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(facesAsked()).toBe(asked);
    expect(await readyUploads(user.id)).toBe(0);
  });

  it('is aborted, including the connection to the provider, if the session ends meanwhile', async () => {
    const { browser, user } = await registerWithFace();
    const hungUp = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    serveFace(acme, (_request, response) => {
      response.on('close', hungUp.resolve);
      response.write(face.subarray(0, 100));
      asked.resolve();
    });
    const taking = expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await asked.promise;
    await browser.clone().call(authEndpoints.logout);
    await taking;
    await hungUp.promise;
    expect(await readyUploads(user.id)).toBe(0);
  });

  it('is refused if the account was unlinked meanwhile', async () => {
    const { browser, user } = await registerWithFace();
    await linkBy(browser, other);
    const { id } = await identityOf(browser, 'acme');
    const held = holdFace(acme, face);
    const taking = expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await held.asked;
    await browser.call(identityEndpoints.unlink, { params: { id } });
    held.letGo();
    await taking;
    expect(await readyUploads(user.id)).toBe(0);
    expect(await browser.call(authEndpoints.me)).toMatchObject({ avatarUrl: null });
  });

  it('results in one avatar for two simultaneous requests', async () => {
    serveFace(acme, face);
    const { browser, user } = await registerWithFace();
    const both = await Promise.all([takeOver(browser, acme), takeOver(browser, acme)]);
    const rows = await app.prisma.upload.findMany({ where: { userId: user.id } });
    expect(rows).toHaveLength(1);
    expect(both.map(({ id }) => id)).toContain(rows[0]?.id);
    const { avatarUrl } = await browser.call(authEndpoints.me);
    expect((await fetch(new URL(avatarUrl ?? '', app.baseUrl))).status).toBe(200);
  });

  it('takes one of the user’s places for receiving uploads, and requests nothing from the provider if none is free', async () => {
    const { browser, user } = await registerWithFace();
    const places = app.app.get(ReceivingPlaces);
    const releases: (() => void)[] = [];
    // Up to the last one, which is refused.
    expect(() => {
      for (;;) releases.push(places.take(user.id, `10.9.${releases.length % 250}.1`));
    }).toThrow();
    const asked = facesAsked();
    await expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(facesAsked()).toBe(asked);
    for (const release of releases) release();
    serveFace(acme, face);
    expect(await takeOver(browser, acme)).toMatchObject({ status: 'READY' });
  });

  async function readyUploads(userId: string): Promise<number> {
    return app.prisma.upload.count({ where: { userId, status: 'READY' } });
  }
});
