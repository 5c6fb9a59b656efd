import { uploadEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

let owner: TestUser;
let stranger: TestUser;

const app = useApp();

beforeAll(async () => {
  owner = await register(app);
  stranger = await register(app);
});

const image = (color: string): Promise<Buffer> => photo({ width: 120, height: 90 }, color).jpeg().toBuffer();
const remove = (browser: Browser, id: string): Promise<Response> =>
  browser.fetch(`/v1/uploads/${id}`, { method: 'DELETE' });

/** Everything a caller can tell apart but for the id of the request. */
async function responseTo(browser: Browser, id: string, method = 'DELETE', path = ''): Promise<unknown> {
  const response = await browser.fetch(`/v1/uploads/${id}${path}`, { method });
  const names = [...response.headers.keys()].sort();
  const { requestId: _, ...error } = await failureOf(response);
  return { status: response.status, names, error };
}

describe('another user’s upload', () => {
  it('[91] is not found, exactly like an unknown or deleted one', async () => {
    const kept = await uploadImage(owner.browser, await image('#1b1'));
    const gone = await uploadImage(owner.browser, await image('#2b2'));
    expect((await remove(owner.browser, gone.id)).status).toBe(204);
    for (const [method, path] of [
      ['DELETE', ''],
      ['GET', ''],
      ['GET', '/url?variant=320'],
    ] as const) {
      const responses = [];
      for (const id of [kept.id, gone.id, randomUUID()])
        responses.push(await responseTo(stranger.browser, id, method, path));
      expect(responses[0]).toMatchObject({ status: 404, error: { code: 'NOT_FOUND' } });
      expect(new Set(responses.map((reply) => JSON.stringify(reply))).size).toBe(1);
    }
    expect((await fetch(new URL(kept.variants[0]?.url ?? '', app.baseUrl))).status).toBe(200);
    expect((await owner.browser.call(uploadEndpoints.get, { params: { id: kept.id } })).id).toBe(kept.id);
  });

  it.each(['notauuid', '%00', '-1', 'x'.repeat(10_000), '..%2f..%2fetc', encodeURIComponent("' OR 1=1 --")])(
    '[91] cannot be reached by the id %s',
    async (id) => {
      const response = await remove(stranger.browser, id);
      expect([400, 404, 414]).toContain(response.status);
      await failureOf(response);
    },
  );

  it('[91] is not in the list of others', async () => {
    await uploadImage(owner.browser, await image('#3b3'));
    expect((await stranger.browser.call(uploadEndpoints.list, { query: {} })).items).toEqual([]);
  });
});

describe('deleting', () => {
  it.each(['image', 'avatar'])('[92] an %s ten times at once succeeds once, and not again', async (kind) => {
    const upload = kind === 'image' ? uploadImage : uploadAvatar;
    const { id } = await upload(owner.browser, await image('#4b4'));
    const before = await owner.browser.call(uploadEndpoints.quota);
    const responses = await Promise.all(Array.from({ length: 10 }, () => remove(owner.browser, id)));
    expect(responses.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(404)]);
    expect((await remove(owner.browser, id)).status).toBe(404);
    const after = await owner.browser.call(uploadEndpoints.quota);
    expect(before.usedCount - after.usedCount).toBe(kind === 'image' ? 1 : 0);
    const { avatarUrl } = await app.prisma.user.findUniqueOrThrow({ where: { id: owner.user.id } });
    expect(avatarUrl).toBeNull();
    const announced = await app.prisma.outboxEvent.findMany({ where: { subject: 'upload.deleted' } });
    expect(announced.filter(({ data }) => JSON.stringify(data).includes(id))).toHaveLength(1);
  });
});
