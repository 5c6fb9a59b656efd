import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { PersonalDataService } from '../../../src/users/index.ts';
import { register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { uploadAvatar } from '../../support/uploads/uploading.ts';
import { linkBy, newSomebody, registerBy, signInBy, useProviders } from '../identity-users.ts';
import { facePath, identityOf, serveFace, takeOver } from './faces.ts';

const { app, acme } = useProviders();
let face: Buffer;

beforeAll(async () => {
  face = await photo({ width: 300, height: 300 }, '#884422').jpeg().toBuffer();
});

const withFace = (path = facePath) => newSomebody({ picture: `${acme.url}${path}` });
const facesAsked = () => acme.asked.filter((path) => path.startsWith('/faces/')).length;

describe('[I9] a user’s image at a provider', () => {
  it('is offered before and after registration, and is not fetched by itself', async () => {
    const asked = facesAsked();
    acme.somebody = withFace();
    const browser = app.browser();
    const { registration } = await signInBy(browser, acme);
    expect(registration).toMatchObject({ hasImage: true });
    const body = { username: registration?.username ?? '' };
    expect(await browser.call(identityEndpoints.register, { body })).toMatchObject({ avatarUrl: null });
    expect(await identityOf(browser, 'acme')).toMatchObject({ hasImage: true });
    expect(await signInBy(app.browser(), acme)).toMatchObject({ user: { avatarUrl: null } });
    expect(facesAsked()).toBe(asked);
  });

  it('becomes the avatar in every size when its owner requests it, with the same event as an upload', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const { browser, user } = await registerBy(app, acme);
    const upload = await takeOver(browser, acme);
    expect(upload).toMatchObject({ kind: 'AVATAR', status: 'READY', visibility: 'PUBLIC', width: 300, height: 300 });
    const { avatarUrl } = await browser.call(authEndpoints.me);
    expect(avatarUrl).toBe(upload.variants.find(({ name }) => name === '256')?.url);
    for (const { url } of upload.variants) expect((await fetch(new URL(url ?? '', app.baseUrl))).status).toBe(200);
    const events = await app.prisma.outboxEvent.findMany({
      where: { aggregateId: user.id },
      orderBy: { position: 'asc' },
    });
    expect(events.map(({ subject }) => subject).slice(-2)).toEqual(['user.updated', 'upload.ready']);
  });

  it('becomes the same avatar as if its owner had uploaded it', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const [{ browser }, other] = [await registerBy(app, acme), await register(app)];
    const [taken, sent] = [await takeOver(browser, acme), await uploadAvatar(other.browser, face)];
    expect(taken.variants).toEqual(sent.variants);
  });

  it('replaces the previous avatar, and can be removed like it', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const { browser, user } = await registerBy(app, acme);
    const former = await uploadAvatar(browser, await photo(undefined, '#102030').jpeg().toBuffer());
    const { id } = await takeOver(browser, acme);
    expect((await fetch(new URL(former.variants[0]?.url ?? '', app.baseUrl))).status).toBe(404);
    expect((await app.prisma.upload.findMany({ where: { userId: user.id } })).map((row) => row.id)).toEqual([id]);
  });

  it('is fetched without any data about the user', async () => {
    const sent: Record<string, unknown>[] = [];
    acme.somebody = withFace();
    serveFace(acme, ({ headers }, response) => {
      sent.push(headers);
      response.end(face);
    });
    const { browser } = await registerBy(app, acme);
    await takeOver(browser, acme);
    expect(sent).toHaveLength(1);
    expect(Object.keys(sent[0] ?? {}).toSorted()).toEqual(['accept', 'connection', 'host', 'user-agent']);
  });

  it('is the one that the provider named at the last sign-in, or none', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const { browser, somebody } = await registerBy(app, acme);
    acme.somebody = { ...somebody, picture: `${acme.url}/faces/moved` };
    acme.handlers.set('/faces/moved', (_request, response) => response.end(face));
    await takeOver(browser, acme);
    expect(acme.asked.at(-1)).toBe(facePath);
    await signInBy(app.browser(), acme);
    await takeOver(browser, acme);
    expect(acme.asked.at(-1)).toBe('/faces/moved');
    const { picture: _, ...faceless } = somebody;
    acme.somebody = faceless;
    await signInBy(app.browser(), acme);
    expect(await identityOf(browser, 'acme')).toMatchObject({ hasImage: false });
    await expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('is also offered by an account that was linked later', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const { browser } = await register(app);
    await linkBy(browser, acme);
    expect(await takeOver(browser, acme)).toMatchObject({ kind: 'AVATAR' });
  });

  it('is fetched once for a request that is repeated with its Idempotency-Key', async () => {
    acme.somebody = withFace();
    serveFace(acme, face);
    const { browser } = await registerBy(app, acme);
    const { id } = await identityOf(browser, 'acme');
    const asked = facesAsked();
    const send = async (key: string): Promise<unknown> => {
      const init = { method: 'POST', headers: { 'idempotency-key': key } };
      const response = await browser.fetch(`/v1/auth/identities/${id}/avatar`, init);
      expect(response.status).toBe(201);
      return response.json();
    };
    const key = randomUUID();
    expect(await send(key)).toEqual(await send(key));
    expect(facesAsked()).toBe(asked + 1);
  });

  it('is in its owner’s data export, as a URL', async () => {
    acme.somebody = withFace();
    const { user } = await registerBy(app, acme);
    const documents = new Map<string, unknown>();
    const archive = {
      addDocument: (name: string, content: unknown) => void documents.set(name, content),
      addFile: () => undefined,
    };
    await app.app.get(PersonalDataService).exportTo(archive, user.id);
    expect(documents.get('linked-accounts')).toMatchObject([{ imageUrl: `${acme.url}${facePath}` }]);
  });

  it('is deleted with the link', async () => {
    acme.somebody = withFace();
    const { browser, user } = await register(app);
    await linkBy(browser, acme);
    const { id } = await identityOf(browser, 'acme');
    await browser.call(identityEndpoints.unlink, { params: { id } });
    expect(await app.prisma.identity.count({ where: { userId: user.id } })).toBe(0);
    const gone = browser.call(identityEndpoints.useAsAvatar, { params: { id } });
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
