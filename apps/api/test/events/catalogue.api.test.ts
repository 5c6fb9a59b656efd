import {
  accountEndpoints,
  adminEndpoints,
  declaredEvents,
  type EndpointSpec,
  eventSchemas,
  type EventSubject,
  isSafeMethod,
  moderationEndpoints,
  uploadEndpoints,
  userEndpoints,
} from '@pixelboxx/shared';
import { featureNames } from '@pixelboxx/shared/endpoint-groups';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { newImage, screened, untilQuiet, useScreenedApp } from '../support/uploads/screened-app.ts';
import { goodPassword, register, type TestUser } from '../support/clients/users.ts';
import { contractEndpoints, featureEndpoints } from '../support/routes.ts';
import { uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';

const app = useScreenedApp();
const { mailbox } = app;
let staff: TestUser;
let account: TestUser;

beforeAll(async () => {
  [staff, account] = [await register(app), await register(app)];
  await app.prisma.user.update({ where: { id: staff.user.id }, data: { role: 'ADMIN' } });
});

/** What was announced about the account, in order, while `act` ran and the work that it ordered. */
async function announced(act: () => Promise<unknown>): Promise<string[]> {
  await untilQuiet(app);
  const where = { aggregateId: account.user.id };
  const before = await app.prisma.outboxEvent.count({ where });
  await act();
  await untilQuiet(app);
  const rows = await app.prisma.outboxEvent.findMany({ where, orderBy: { position: 'asc' }, skip: before });
  return rows.map(({ subject }) => subject);
}

const routeOf = ({ method, path }: EndpointSpec): string => `${method} ${path}`;
const params = () => ({ params: { id: account.user.id } });

async function heldBack(): Promise<{ params: { id: string } }> {
  app.ai.response = () => 'unsafe';
  const upload = await uploadImage(account.browser, await newImage(), 'public');
  await screened(account, upload, 'FLAGGED');
  app.ai.reset();
  return { params: { id: upload.id } };
}

interface Visible {
  readonly spec: EndpointSpec;
  readonly prepare?: () => Promise<unknown>;
  readonly act: (prepared: unknown) => Promise<unknown>;
  readonly subjects: readonly EventSubject[];
}

const given = (prepared: unknown) => prepared as { params: { id: string } };

/** What changes what a visitor sees, in an order in which one prepares the next. */
const visible: readonly Visible[] = [
  {
    spec: userEndpoints.updateMe,
    act: () => account.browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } }),
    subjects: ['user.updated'],
  },
  {
    spec: uploadEndpoints.avatar,
    act: async () => uploadAvatar(account.browser, await newImage()),
    subjects: ['user.updated', 'upload.ready', 'upload.approved'],
  },
  {
    spec: userEndpoints.removeAvatar,
    act: () => account.browser.call(userEndpoints.removeAvatar),
    subjects: ['user.updated', 'upload.deleted'],
  },
  {
    spec: uploadEndpoints.image,
    act: async () => uploadImage(account.browser, await newImage(), 'public'),
    subjects: ['upload.ready', 'upload.approved'],
  },
  {
    spec: uploadEndpoints.update,
    prepare: async () => ({ params: { id: (await uploadImage(account.browser, await newImage(), 'public')).id } }),
    act: (prepared) =>
      account.browser.call(uploadEndpoints.update, { ...given(prepared), body: { caption: 'By the sea' } }),
    subjects: ['upload.updated'],
  },
  {
    spec: uploadEndpoints.useAsAvatar,
    prepare: async () => ({ params: { id: (await uploadImage(account.browser, await newImage(), 'public')).id } }),
    act: (prepared) => account.browser.call(uploadEndpoints.useAsAvatar, given(prepared)),
    subjects: ['user.updated', 'upload.ready', 'upload.approved'],
  },
  {
    spec: uploadEndpoints.remove,
    prepare: async () => ({ params: { id: (await uploadImage(account.browser, await newImage(), 'public')).id } }),
    act: (prepared) => account.browser.call(uploadEndpoints.remove, given(prepared)),
    subjects: ['upload.deleted'],
  },
  {
    spec: moderationEndpoints.approve,
    prepare: heldBack,
    act: (prepared) => staff.browser.call(moderationEndpoints.approve, given(prepared)),
    subjects: ['upload.approved'],
  },
  {
    spec: moderationEndpoints.remove,
    prepare: heldBack,
    act: (prepared) =>
      staff.browser.call(moderationEndpoints.remove, { ...given(prepared), body: { reason: 'Not yours to show.' } }),
    subjects: ['upload.deleted', 'upload.removed'],
  },
  {
    spec: adminEndpoints.suspend,
    act: () => staff.browser.call(adminEndpoints.suspend, { ...params(), body: { reason: 'Advertises.' } }),
    subjects: ['sessions.revoked', 'user.suspended'],
  },
  {
    spec: adminEndpoints.unsuspend,
    act: () => staff.browser.call(adminEndpoints.unsuspend, params()),
    subjects: ['user.restored'],
  },
  {
    spec: accountEndpoints.deleteAccount,
    prepare: () => signInAgain(),
    act: () => account.browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } }),
    subjects: ['sessions.revoked', 'user.deletion_requested'],
  },
  {
    spec: accountEndpoints.restoreAccount,
    act: async () => {
      const token = await mailbox.token(account.credentials.email, /account is deleted/);
      return app.browser().call(accountEndpoints.restoreAccount, { body: { token } });
    },
    subjects: ['user.restored'],
  },
  {
    spec: accountEndpoints.reportCompromise,
    prepare: async () => {
      await signInAgain();
      await account.browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } });
    },
    act: async () => {
      const token = await noticeToken();
      return app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    },
    subjects: ['user.compromise_reported', 'user.restored', 'sessions.revoked'],
  },
];

async function signInAgain(): Promise<void> {
  const body = { identifier: account.credentials.username, password: goodPassword };
  const response = await account.browser.post('/v1/auth/login', body);
  expect(response.status).toBe(200);
}

/** Of the notice that the account was deleted: the latest email about that which is not the one to come back. */
async function noticeToken(): Promise<string> {
  await mailbox.settled();
  const emails = await mailbox.emails(account.credentials.email);
  const links = emails.flatMap(({ text }) =>
    [...text.matchAll(/\/not-me#token=([\w-]+)/g)].map(([, token = '']) => token),
  );
  return links.at(-1) ?? '';
}

/** What changes nothing that a visitor sees, and why. */
const invisible: Record<string, string> = {
  'PATCH /v1/resumable-uploads/:id': 'the last part does what `POST /v1/uploads/image` does, by the same service',
  'POST /v1/resumable-uploads': 'a file that is not there yet',
  'DELETE /v1/resumable-uploads/:id': 'a file that was never there',
  'POST /v1/auth/register': 'says `user.registered`; tested in announcements.api.test.ts',
  'POST /v1/auth/logout': 'a session; says `session.revoked`',
  'DELETE /v1/auth/sessions/:id': 'a session; says `session.revoked`',
  'DELETE /v1/auth/sessions': 'sessions; says `session.revoked`',
  'POST /v1/csp-reports': 'a line in the log',
  'PUT /v1/admin/proof-of-work': 'how one signs in; replicas are told by a broadcast',
  'POST /v1/auth/login': 'a session',
  'POST /v1/auth/refresh': 'a session',
  'POST /v1/auth/mfa/verify': 'a session',
  'POST /v1/auth/passkeys/sign-in': 'a session',
  'POST /v1/auth/passkeys/authentication-options': 'a question to a passkey',
  'POST /v1/auth/passkeys/registration-options': 'a question to a passkey',
  'POST /v1/auth/step-up': 'a proof that belongs to a session',
  'POST /v1/auth/passkeys/sign-up-options': 'a question to a passkey',
  'POST /v1/auth/passkeys/sign-up': 'says `user.registered`; tested in mfa/passkey-sign-up.api.test.ts',
  'POST /v1/auth/email-code/request': 'an email',
  'POST /v1/auth/email-code/verify': 'a session, and an address, which its owner alone sees',
  'POST /v1/auth/email-code/step-up': 'a proof that belongs to a session',
  'POST /v1/mail/reports': 'whether an address is written to',
  'DELETE /v1/admin/suppressed-addresses/:id': 'whether an address is written to',
  'POST /v1/auth/passkeys/step-up': 'a proof that belongs to a session',
  'POST /v1/auth/email/verify': 'an address, which its owner alone sees',
  'POST /v1/auth/email/resend': 'an email',
  'POST /v1/auth/email/change': 'an address, which its owner alone sees',
  'POST /v1/auth/password/forgot': 'an email',
  'POST /v1/auth/password/reset': 'a password',
  'POST /v1/auth/password/reset/questions': 'only asks',
  'POST /v1/auth/password/change': 'a password',
  'POST /v1/users/me/export': 'a copy for its owner',
  'POST /v1/admin/audit/exports': 'a copy for an administrator',
  'POST /v1/admin/users/:id/unlock': 'whether somebody can sign in',
  'POST /v1/admin/users/:id/second-factors/reset': 'how somebody signs in',
  'POST /v1/admin/dead-events/:id/retry': 'what a subscriber does, which every one of them has tests of',
  'DELETE /v1/admin/dead-events/:id': 'that a subscriber never did it',
  'POST /v1/admin/users/:id/role': 'what somebody may do; a profile does not tell',
  'POST /v1/auth/mfa/totp/setup': 'how somebody signs in',
  'POST /v1/auth/mfa/totp/confirm': 'how somebody signs in',
  'DELETE /v1/auth/mfa/totp': 'how somebody signs in',
  'POST /v1/auth/mfa/backup-codes': 'how somebody signs in',
  'POST /v1/auth/tokens': 'what a program may do; says `token.created`',
  'DELETE /v1/auth/tokens/:id': 'what a program may do; says `token.revoked`',
  'POST /v1/auth/device': 'a question to a user',
  'POST /v1/auth/device/pending': 'only asks',
  'POST /v1/auth/device/approve': 'what a program may do, once it has taken its token',
  'POST /v1/auth/device/deny': 'that a program gets nothing',
  'POST /v1/auth/device/token': 'what a program may do; says `token.created`',
  'POST /v1/auth/tokens/revoke': 'what a program may do; says `token.revoked`',
  'POST /v1/auth/passkeys': 'how somebody signs in',
  'POST /v1/auth/identities/start': 'a question to a provider',
  'POST /v1/auth/identities/link': 'a question to a provider',
  'POST /v1/auth/identities/step-up': 'a question to a provider',
  'POST /v1/auth/identities/callback': 'a session, or how somebody signs in',
  'POST /v1/auth/identities/register': 'says `user.registered`; tested in identities/sign-in.api.test.ts',
  'POST /v1/auth/identities/:id/avatar':
    'says what an avatar that is sent says; tested in identities/avatar.api.test.ts',
  'DELETE /v1/auth/identities/:id': 'how somebody signs in',
  'DELETE /v1/auth/passkeys/:id': 'how somebody signs in',
};

describe('an endpoint that changes data', () => {
  const changing = [...contractEndpoints('foundation')].filter(([, { method }]) => !isSafeMethod(method));

  it.each(changing)('%s publishes an event, or changes nothing that visitors see', (_name, spec) => {
    const isVisible = visible.some((entry) => entry.spec === spec);
    expect(isVisible !== routeOf(spec) in invisible).toBe(true);
  });

  it('exists if a list of this test names it', () => {
    const routes = changing.map(([, spec]) => routeOf(spec));
    expect(Object.keys(invisible).filter((route) => !routes.includes(route))).toEqual([]);
  });
});

/** The subjects that a feature's api names where it publishes, and not where it only listens. */
function publishedBy(feature: string): string[] {
  const folder = join(import.meta.dirname, '../../src', feature);
  // A contract of a part that visitors see stands in a file of its own, and its api with the rest.
  if (!existsSync(folder)) return [];
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.test.ts'),
  );
  const code = sources.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
  return [...code.matchAll(/(?<!tellOwner\(|subscribe\(|type: )'(\w+\.\w+)'/g)].map(([, subject = '']) => subject);
}

describe('an endpoint of a feature that changes data', () => {
  const changing = featureEndpoints().filter(([, { spec }]) => !isSafeMethod(spec.method));

  it.each(changing)('%s declares in its spec which event it publishes, or why none', (_name, { feature, spec }) => {
    const { announces } = spec;
    if (!announces || 'nothing' in announces) return expect(announces?.nothing).toMatch(/\w+ \w+/);
    expect(publishedBy(feature)).toEqual(expect.arrayContaining([...announces]));
  });

  it('publishes each event that its feature declares', () => {
    const subjects = [...declaredEvents().keys()].filter((subject) => !(subject in eventSchemas));
    const published = featureNames().flatMap(publishedBy);
    expect(subjects.length).toBeGreaterThan(0);
    expect(subjects.filter((subject) => !published.includes(subject))).toEqual([]);
  });
});

describe('a change that visitors see is in the outbox in the same transaction:', () => {
  it.each(visible.map((entry) => ({ route: routeOf(entry.spec), ...entry })))(
    '$route',
    async ({ prepare, act, subjects }) => {
      const prepared = await prepare?.();
      expect(await announced(() => act(prepared))).toEqual(subjects);
    },
  );
});
