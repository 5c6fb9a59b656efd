import { accountEndpoints, type MailDelivery, suppressionEndpoints } from '@pixelboxx/shared';
import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { SuppressionUpkeep } from '../../src/mail-reports/suppression-upkeep.service.ts';
import { OutgoingHttp } from '../../src/platform/outgoing-http/outgoing-http.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';
import { makeSigning, type Signing } from './certificate.ts';
import { bounceOf, host, signedMessage, topicArn } from './sns-topic.ts';

const path = '/v1/mail/reports';
const day = 86_400_000;

describe('signed reports of a mail provider', () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const app = useApp({ MAIL_REPORTS: `resend:${secret}` });
  const { mailbox } = app;
  let admin: TestUser;
  let stranger: TestUser;
  beforeAll(async () => {
    admin = await register(app);
    stranger = await register(app);
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  });

  const told = (address: string, type: 'bounced' | 'complained' = 'bounced', at = new Date()): string =>
    JSON.stringify({
      type: `email.${type}`,
      created_at: at.toISOString(),
      data: { to: [address], ...(type === 'bounced' && { bounce: { type: 'Permanent' } }) },
    });

  function post(body: string, headers: Record<string, string>): Promise<Response> {
    return app.browser().fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  function send(body: string, { id = randomUUID(), key = secret } = {}): Promise<Response> {
    const at = new Date();
    return post(body, {
      'svix-id': id,
      'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
      'svix-signature': new Signer(key).sign(id, at, body),
    });
  }

  const emailOf = ({ user }: TestUser): string => user.email ?? '';
  const own = async ({ browser }: TestUser): Promise<MailDelivery['trouble']> =>
    (await browser.call(suppressionEndpoints.own, {})).trouble;
  const list = async () => (await admin.browser.call(suppressionEndpoints.list, { query: {} })).items;
  const rowOf = async ({ user }: TestUser) => (await list()).find((item) => item.user?.id === user.id);

  it('suppress an address, which its owner is told and administrators see masked', async () => {
    const ada = await register(app);
    expect(await own(ada)).toBeNull();
    expect((await send(told(emailOf(ada).toUpperCase()))).status).toBe(204);
    expect(await own(ada)).toMatchObject({ reason: 'BOUNCE' });
    const row = await rowOf(ada);
    expect(row).toMatchObject({ reason: 'BOUNCE', reports: 1, user: { username: ada.user.username } });
    expect(row?.address).toMatch(/^.…@/);
    expect(row?.address).not.toContain(emailOf(ada).split('@')[0]);
  });

  it('[M1] have no effect without a valid signature', async () => {
    const before = await list();
    const body = told(emailOf(stranger));
    const forgeries = [
      send(body, { key: `whsec_${randomBytes(24).toString('base64')}` }),
      post(body, {}),
      post(body, { 'svix-id': 'a', 'svix-timestamp': '1', 'svix-signature': 'v1,' }),
      stranger.browser.fetch(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body }),
    ];
    for (const response of await Promise.all(forgeries)) expect((await failureOf(response)).code).toBe('FORBIDDEN');
    expect(await list()).toEqual(before);
    expect(await own(stranger)).toBeNull();
  });

  it('[M3] count once, even if repeated or sent simultaneously', async () => {
    const ada = await register(app);
    const id = randomUUID();
    const body = told(emailOf(ada));
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(body, { id })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
    expect(await rowOf(ada)).toMatchObject({ reports: 1 });
    await send(body);
    expect(await rowOf(ada)).toMatchObject({ reports: 2 });
  });

  it('[M3] have no effect again after their suppression was lifted, and are refused once too old', async () => {
    const ada = await register(app);
    const id = randomUUID();
    const body = told(emailOf(ada));
    await send(body, { id });
    await admin.browser.call(suppressionEndpoints.lift, { params: { id: (await rowOf(ada))?.id ?? '' } });
    await send(body, { id });
    expect(await own(ada)).toBeNull();
    expect((await send(told(emailOf(ada), 'bounced', new Date(Date.now() - 15 * day)))).status).toBe(204);
    expect(await own(ada)).toBeNull();
  });

  it('are refused if too large or in another format', async () => {
    const signed = (body: string) => send(body).then(failureOf);
    expect((await signed('{')).code).toBe('MALFORMED_JSON');
    expect((await signed('{}')).code).toBe('VALIDATION_ERROR');
    const large = await send(told(`${'a'.repeat(70_000)}@example.com`));
    expect((await failureOf(large)).code).toBe('PAYLOAD_TOO_LARGE');
    const form = await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect((await failureOf(form)).code).toBe('UNSUPPORTED_MEDIA_TYPE');
    const elsewhere = await app.browser().fetch('/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect((await failureOf(elsewhere)).code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('of a complaint take precedence over those of a bounce', async () => {
    const ada = await register(app);
    await send(told(emailOf(ada), 'complained'));
    await send(told(emailOf(ada)));
    expect(await own(ada)).toMatchObject({ reason: 'COMPLAINT' });
  });

  it('[M5] stop emails to an address until its owner verifies it again, by an email that she requests', async () => {
    const ada = await register(app);
    const email = emailOf(ada);
    await mailbox.token(email, /Confirm your e-mail/);
    await send(told(email));
    await ada.browser.call(accountEndpoints.forgotPassword, { body: { email } });
    await mailbox.settled();
    expect(await mailbox.emails(email, /new password/)).toEqual([]);
    await ada.browser.call(accountEndpoints.resendVerification, {});
    const token = await mailbox.token(email, /Confirm your e-mail/, 1);
    await ada.browser.call(accountEndpoints.verifyEmail, { body: { token } });
    expect(await own(ada)).toBeNull();
    await ada.browser.call(accountEndpoints.forgotPassword, { body: { email } });
    await mailbox.email(email, /new password/);
  });

  it('[M5] allow a verified address to be verified again, also after a complaint, but not one that never was', async () => {
    const proven = await register(app);
    const token = await mailbox.token(emailOf(proven), /Confirm your e-mail/);
    await proven.browser.call(accountEndpoints.verifyEmail, { body: { token } });
    await send(told(emailOf(proven), 'complained'));
    await send(told(emailOf(stranger), 'complained'));
    await mailbox.email(emailOf(stranger), /Confirm your e-mail/);
    await stranger.browser.call(accountEndpoints.resendVerification, {});
    await proven.browser.call(accountEndpoints.resendVerification, {});
    await mailbox.email(emailOf(proven), /Confirm your e-mail/, 1);
    await mailbox.settled();
    expect(await mailbox.emails(emailOf(stranger), /Confirm your e-mail/)).toHaveLength(1);
  });

  it('do not affect an account that has another address by now', async () => {
    const ada = await register(app);
    await send(told(emailOf(ada)));
    await app.prisma.user.update({ where: { id: ada.user.id }, data: { email: `${randomUUID()}@example.com` } });
    expect(await own(ada)).toBeNull();
    expect(await rowOf(ada)).toBeUndefined();
  });

  it('are lifted only by administrators, which is recorded', async () => {
    const ada = await register(app);
    await send(told(emailOf(ada)));
    const id = (await rowOf(ada))?.id ?? '';
    const lift = (user: TestUser) => user.browser.fetch(`/v1/admin/suppressed-addresses/${id}`, { method: 'DELETE' });
    expect((await failureOf(await lift(ada))).code).toBe('FORBIDDEN');
    expect((await lift(admin)).status).toBe(204);
    expect((await failureOf(await lift(admin))).code).toBe('NOT_FOUND');
    expect(await own(ada)).toBeNull();
    const events = await app.prisma.auditEntry.findMany({ where: { type: 'SUPPRESSION_LIFTED' } });
    expect(events.at(-1)).toMatchObject({ actorId: admin.user.id });
  });

  it('[M6] stay in effect once the account is deleted, without identifying anybody', async () => {
    const ada = await register(app);
    const email = emailOf(ada);
    await send(told(email));
    const long = new Date(Date.now() - 40 * day);
    await app.prisma.user.update({ where: { id: ada.user.id }, data: { deletedAt: long } });
    const { id } = (await rowOf(ada)) ?? { id: '' };
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    const row = await app.prisma.mailSuppression.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ masked: null, userId: null });
    const next = await register(app, { email });
    expect(await own(next)).toMatchObject({ reason: 'BOUNCE' });
    await mailbox.settled();
    expect(await mailbox.emails(email, /Everything is removed/)).toEqual([]);
  });

  it('expire a year after the last one', async () => {
    const [old, recent] = [await register(app), await register(app)];
    await send(told(emailOf(old)));
    await send(told(emailOf(recent)));
    const where = { id: (await rowOf(old))?.id ?? '' };
    await app.prisma.mailSuppression.update({ where, data: { lastReportedAt: new Date(Date.now() - 366 * day) } });
    await app.app.get(SuppressionUpkeep).removeOld();
    expect(await own(old)).toBeNull();
    expect(await own(recent)).not.toBeNull();
  });
});

describe('reports by a message topic', () => {
  const app = useApp({ MAIL_REPORTS: `ses:${topicArn}` });
  let signing: Signing;
  beforeAll(() => {
    const now = Date.now();
    signing = makeSigning(new Date(now - day), new Date(now + day));
    vi.spyOn(OutgoingHttp.prototype, 'get').mockImplementation(({ url }) =>
      Promise.resolve({ status: url.host === host ? 200 : 404, body: Buffer.from(signing.certificate) }),
    );
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  /** As SNS does: JSON that says of itself that it is text. */
  const send = (message: object) =>
    app.browser().fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' },
      body: JSON.stringify(message),
    });

  it('are accepted with the topic’s signature, and [M1] refused if anything in them was changed', async () => {
    const ada = await register(app);
    const message = signedMessage(signing, new Date(), { Message: bounceOf(ada.user.email ?? '') });
    const forged = await send({ ...message, Message: bounceOf('eve@example.com') });
    expect((await failureOf(forged)).code).toBe('FORBIDDEN');
    expect(await app.prisma.mailSuppression.count()).toBe(0);
    expect((await send(message)).status).toBe(204);
    expect((await ada.browser.call(suppressionEndpoints.own, {})).trouble).toMatchObject({ reason: 'BOUNCE' });
  });
});

describe('without a configured mail provider', () => {
  const app = useApp();
  it('the endpoint for reports does not exist', async () => {
    const response = await app.browser().fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect((await failureOf(response)).code).toBe('NOT_FOUND');
  });
});
