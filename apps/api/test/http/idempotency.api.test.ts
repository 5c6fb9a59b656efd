import { pollUntil } from '@pixelboxx/config/testing';
import { accountEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/platform/jobs/job-queue.ts';
import { expireIdempotencyKeys } from '../../src/platform/http/idempotency/idempotency-expiry.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { goodPassword, type TestUser, register } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { errorOf, formOf } from '../support/uploads/uploading.ts';

let user: TestUser;

const app = useApp();
const twin = useTwin(app);

beforeEach(async () => {
  user = await register(app);
});

const profilePath = userEndpoints.updateMe.path;
const imagePath = uploadEndpoints.image.path;

function rename(displayName: string, key: string, browser = user.browser): Promise<Response> {
  return browser.fetch(profilePath, {
    method: 'PATCH',
    headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ displayName }),
  });
}

function upload(bytes: Uint8Array, key: string, browser = user.browser, visibility = 'private'): Promise<Response> {
  const body = formOf(bytes);
  body.set('visibility', visibility);
  return browser.fetch(imagePath, { method: 'POST', headers: { 'idempotency-key': key }, body });
}

function onTwin(): typeof user.browser {
  const copy = twin.browser();
  for (const [name, value] of user.browser.cookies) copy.cookies.set(name, value);
  return copy;
}

const rowsOf = (): ReturnType<typeof app.prisma.idempotencyKey.findMany> =>
  app.prisma.idempotencyKey.findMany({ where: { userId: user.user.id } });

async function changeRow(change: { leaseUntil?: Date; expiresAt?: Date; sealedAnswer?: null }): Promise<void> {
  await app.prisma.idempotencyKey.updateMany({ where: { userId: user.user.id }, data: change });
}

const past = (): Date => new Date(Date.now() - 1000);

describe('a request that is repeated with its Idempotency-Key', () => {
  it('gets the first response and has no second effect', async () => {
    const key = randomUUID();
    const first = await rename('First', key);
    await rename('Between', randomUUID());
    const second = await rename('First', key);
    expect(second.status).toBe(first.status);
    expect(await second.json()).toEqual(await first.json());
    const { displayName } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.user.id } });
    expect(displayName).toBe('Between');
  });

  it('gets the first response from another replica, too', async () => {
    const key = randomUUID();
    const first = await rename('Here', key);
    expect(await (await rename('Here', key, onTwin())).json()).toEqual(await first.json());
  });

  it('is refused if it differs from the first request', async () => {
    const key = randomUUID();
    await rename('One', key);
    expect(await errorOf(await rename('Two', key))).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is a new request at another path or by another user', async () => {
    const key = randomUUID();
    const other = await register(app);
    await rename('Mine', key);
    expect(await (await rename('Theirs', key, other.browser)).json()).toMatchObject({
      data: { displayName: 'Theirs' },
    });
    const response = await user.browser.fetch(userEndpoints.removeAvatar.path, {
      method: 'DELETE',
      headers: { 'idempotency-key': key },
    });
    expect(response.status).toBe(200);
  });

  it('gets the same refusal, if the first one was refused for its content', async () => {
    const key = randomUUID();
    const first = await errorOf(await rename('x'.repeat(500), key));
    expect(first).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    expect(await errorOf(await rename('x'.repeat(500), key))).toEqual(first);
    expect(await rowsOf()).toHaveLength(1);
  });

  it('gets a 204 every time', async () => {
    const { data } = (await (await upload(await photo().jpeg().toBuffer(), randomUUID())).json()) as {
      data: { id: string };
    };
    const remove = (key: string): Promise<Response> =>
      user.browser.fetch(`/v1/uploads/${data.id}`, { method: 'DELETE', headers: { 'idempotency-key': key } });
    const key = randomUUID();
    expect((await remove(key)).status).toBe(204);
    expect((await remove(key)).status).toBe(204);
    expect((await remove(randomUUID())).status).toBe(404);
  });

  it('takes effect once if many are sent simultaneously to two replicas', async () => {
    const key = randomUUID();
    const image = await photo().jpeg().toBuffer();
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, index) => upload(image, key, index % 2 ? user.browser : onTwin())),
    );
    const done = responses.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThanOrEqual(1);
    for (const reply of responses.filter(({ status }) => status !== 201)) {
      expect(reply.headers.get('retry-after')).toBe('1');
      expect(await errorOf(reply)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' });
    }
    expect(await app.prisma.upload.count({ where: { userId: user.user.id } })).toBe(1);
    const [first, ...others] = await Promise.all(done.map((reply) => reply.json()));
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('an upload with an Idempotency-Key', () => {
  it('[86] is one upload, however often the client repeats it after a lost response', async () => {
    const key = randomUUID();
    const image = await photo(undefined, '#123').jpeg().toBuffer();
    const first: unknown = await (await upload(image, key)).json();
    expect(await (await upload(image, key)).json()).toEqual(first);
    expect(await (await upload(image, key, onTwin())).json()).toEqual(first);
    expect(await app.prisma.upload.count({ where: { userId: user.user.id } })).toBe(1);
  });

  it('is distinguished from another file, and from the same file with another visibility', async () => {
    const key = randomUUID();
    const image = await photo(undefined, '#456').jpeg().toBuffer();
    expect((await upload(image, key)).status).toBe(201);
    const otherFile = await upload(await photo(undefined, '#789').jpeg().toBuffer(), key);
    expect(await errorOf(otherFile)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    const otherField = await upload(image, key, user.browser, 'public');
    expect(await errorOf(otherField)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('may be repeated immediately if it did not arrive', async () => {
    const key = randomUUID();
    const cut = await user.browser.fetch(imagePath, {
      method: 'POST',
      headers: { 'idempotency-key': key, 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    });
    expect(cut.status).toBe(400);
    expect((await upload(await photo().jpeg().toBuffer(), key)).status).toBe(201);
  });

  it('stores its response in the same transaction that makes it ready', async () => {
    const key = randomUUID();
    const image = await photo(undefined, '#abc').jpeg().toBuffer();
    const first: unknown = await (await upload(image, key)).json();
    // As if the process had died before it noted the response by itself: the lease is over, the response stays.
    await changeRow({ leaseUntil: past() });
    expect(await (await upload(image, key)).json()).toEqual(first);
  });

  it('is not made ready by an attempt that has lost its lease', async () => {
    const key = randomUUID();
    const image = await photo({ width: 3000, height: 2000 }, '#fed').jpeg().toBuffer();
    const slow = upload(image, key);
    await pollUntil('the file has arrived', async () => typeof (await rowsOf())[0]?.fingerprint === 'string');
    await app.prisma.idempotencyKey.updateMany({
      where: { userId: user.user.id },
      data: { leaseId: randomUUID() },
    });
    expect(await errorOf(await slow)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect(await app.prisma.upload.count({ where: { userId: user.user.id } })).toBe(0);
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['is too long', 'k'.repeat(256)],
    ['holds a control character', 'a\tb'],
    ['is not ASCII', 'schlüssel'],
  ])('is refused when it %s', async (_what, key) => {
    expect(await errorOf(await rename('Name', key))).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    expect(await rowsOf()).toEqual([]);
  });

  it('is refused when it is empty', async () => {
    expect(await errorOf(await rename('Name', ''))).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
  });

  it('may be as long as 255 characters', async () => {
    expect((await rename('Name', 'k'.repeat(255))).status).toBe(200);
  });

  it('can be reused a day later', async () => {
    const key = randomUUID();
    await rename('Then', key);
    await changeRow({ expiresAt: past() });
    expect(await (await rename('Now', key)).json()).toMatchObject({ data: { displayName: 'Now' } });
  });

  it('can be used again when the lease of a dead process has expired, and not before', async () => {
    const key = randomUUID();
    await rename('Crashed', key);
    await changeRow({ sealedAnswer: null });
    expect(await errorOf(await rename('Crashed', key))).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    await changeRow({ leaseUntil: past() });
    expect((await rename('Crashed', key)).status).toBe(200);
  });

  it('is not stored for a temporary failure', async () => {
    const key = randomUUID();
    const response = await user.browser.fetch(accountEndpoints.changeEmail.path, {
      method: 'POST',
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${randomUUID()}@example.com`, password: 'not my password' }),
    });
    expect(response.status).toBe(403);
    expect(await rowsOf()).toEqual([]);
  });

  it('is stored without anything that could be found in a copy of the table', async () => {
    const response = await user.browser.fetch(accountEndpoints.changeEmail.path, {
      method: 'POST',
      headers: { 'idempotency-key': 'known-key', 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${randomUUID()}@example.com`, password: goodPassword }),
    });
    expect(response.status).toBe(202);
    await rename('Visible Name', randomUUID());
    const stored = Buffer.concat((await rowsOf()).map(({ sealedAnswer }) => Buffer.from(sealedAnswer ?? []))).toString(
      'latin1',
    );
    expect(stored).not.toContain('Visible Name');
    expect(stored.length).toBeGreaterThan(100);
  });

  it('is deleted by a job a day later', async () => {
    await rename('Old', randomUUID());
    await changeRow({ expiresAt: past() });
    await rename('New', randomUUID());
    await app.app.get(JobQueue).enqueue(null, expireIdempotencyKeys, {});
    await pollUntil('only the new one is left', async () => (await rowsOf()).length === 1);
  });

  it('is deleted with the user', async () => {
    await rename('Gone', randomUUID());
    await app.prisma.user.delete({ where: { id: user.user.id } });
    expect(await rowsOf()).toEqual([]);
  });

  it('has no effect at endpoints that set cookies', async () => {
    const response = await user.browser.fetch(accountEndpoints.changePassword.path, {
      method: 'POST',
      headers: { 'idempotency-key': randomUUID(), 'content-type': 'application/json' },
      body: JSON.stringify({ currentPassword: goodPassword, newPassword: `${goodPassword} anew` }),
    });
    expect(response.status).toBe(200);
    expect(await rowsOf()).toEqual([]);
  });
});

describe('a request without an Idempotency-Key', () => {
  it('stores nothing about keys', async () => {
    await user.browser.call(userEndpoints.updateMe, { body: { displayName: 'Plain' } });
    expect(await rowsOf()).toEqual([]);
  });
});
