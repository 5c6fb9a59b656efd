import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { RetentionService } from '../../src/auth/activity/retention.service.ts';
import { sha256Hex } from '../../src/platform/crypto/digests.ts';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';
import { schemaModels } from '../support/database/schema-models.ts';

let userId: string;

const app = useApp({
  RETENTION_SESSION_DAYS: '10',
  RETENTION_MAIL_LINK_DAYS: '20',
  RETENTION_SECURITY_EVENT_DAYS: '30',
  RETENTION_AUDIT_DAYS: '365',
});

beforeAll(async () => {
  userId = (await register(app)).user.id;
});

const dayMs = 24 * 3600_000;
/** Days from now, never on the edge itself: the database's clock goes on while a row is judged. */
const day = fc.integer({ min: -60, max: 60 }).map((days) => days + 0.5);
const at = (days: number): Date => new Date(Date.now() + days * dayMs);
const token = (): string => sha256Hex(randomUUID());

/** Rows by what they are, and after how many days without use they are gone. */
const row = fc.oneof(
  fc.record({
    kind: fc.constant('session' as const),
    expires: day,
    /** Days between the end by inactivity and the absolute one. */
    longer: fc.nat({ max: 60 }),
    revoked: fc.option(day.filter((days) => days < 0)),
    /** An older release does not know the day of the end, and leaves behind the one that was. */
    endsOn: fc.constantFrom('its day', 'an earlier day', 'unknown'),
  }),
  fc.record({
    kind: fc.constantFrom('verification' as const, 'reset' as const, 'link' as const),
    expires: day,
    isUsed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('event' as const), created: day.filter((days) => days < 0) }),
);
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

function isOutdated(model: Row): boolean {
  if (model.kind === 'session') return Math.min(model.expires, model.revoked ?? Infinity) < -10;
  if (model.kind === 'event') return model.created < -30;
  return model.expires < -20;
}

async function insert(model: Row): Promise<string> {
  const { prisma } = app;
  if (model.kind === 'event') {
    return (await prisma.securityEvent.create({ data: { userId, type: 'TEST', createdAt: at(model.created) } })).id;
  }
  if (model.kind === 'session') {
    const { expires, longer, revoked, endsOn } = model;
    const dates = {
      expiresAt: at(expires),
      absoluteExpiresAt: at(expires + longer),
      revokedAt: revoked === null ? null : at(revoked),
      endsOn: endsOn === 'unknown' ? null : at(endsOn === 'its day' ? expires : expires - 30),
    };
    return (
      await prisma.session.create({
        data: { userId, token: token(), refreshToken: token(), authGeneration: 0, ...dates },
      })
    ).id;
  }
  const data = { userId, token: token(), expiresAt: at(model.expires), usedAt: model.isUsed ? at(-1) : null };
  if (model.kind === 'reset') return (await prisma.passwordReset.create({ data })).id;
  if (model.kind === 'link') return (await prisma.accountLink.create({ data: { ...data, kind: 'DISOWN' } })).id;
  return (await prisma.emailVerification.create({ data: { ...data, email: 'ada@example.com' } })).id;
}

async function remainingIds(): Promise<Set<string>> {
  const { rows } = await app.prisma.pool.query<{ id: string }>(
    `SELECT id FROM sessions UNION ALL SELECT id FROM email_verifications UNION ALL SELECT id FROM password_resets
      UNION ALL SELECT id FROM account_links UNION ALL SELECT id FROM security_events`,
  );
  return new Set(rows.map(({ id }) => id));
}

it('[C4] retention deletes exactly the outdated rows, in batches, from several replicas at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 25 }), fc.integer({ min: 1, max: 7 }), async (models, batchSize) => {
      const ids = await Promise.all(models.map((model) => insert(model)));
      const retention = app.app.get(RetentionService);
      await Promise.all([retention.remove({ batchSize }), retention.remove({ batchSize })]);
      // What one run found held by the other is left to the next.
      await retention.remove({ batchSize });
      const remaining = await remainingIds();
      expect(ids.map((id) => remaining.has(id))).toEqual(models.map((model) => !isOutdated(model)));
    }),
    { numRuns: 25, seed: 4 },
  );
});

it('[C4] retention deletes an unconfirmed setup of codes, and keeps a confirmed one', async () => {
  const [waiting, enabled] = [(await register(app)).user.id, (await register(app)).user.id];
  const factor = { sealedSecret: Buffer.from('x'), createdAt: at(-1.5) };
  await app.prisma.totpFactor.create({ data: { userId: waiting, ...factor } });
  await app.prisma.totpFactor.create({ data: { userId: enabled, ...factor, enabledAt: at(-1.5) } });
  await app.app.get(RetentionService).remove();
  const left = await app.prisma.totpFactor.findMany({ where: { userId: { in: [waiting, enabled] } } });
  expect(left.map((found) => found.userId)).toEqual([enabled]);
});

/** How each table's rows end; a new one has to be thought about. */
const endings: Record<string, string> = {
  users: 'account purge',
  sessions: 'retention',
  email_verifications: 'retention',
  password_resets: 'retention',
  security_events: 'retention',
  audit_entries: 'retention',
  account_links: 'retention',
  data_exports: 'export expiry',
  uploads: 'owner, sweeper',
  upload_references: 'with the upload, or whoever refers to it',
  feed_entries: 'feed retention',
  resumable_uploads: 'sweeper',
  pixel_pages: 'owner',
  outbox_events: 'relay',
  dead_events: 'dead event retention, an administrator',
  login_budgets: 'lockout',
  totp_factors: 'owner, retention',
  backup_codes: 'owner',
  sign_in_challenges: 'challenge expiry',
  sign_in_codes: 'challenge expiry',
  identities: 'owner',
  pending_authorizations: 'challenge expiry',
  passkeys: 'owner',
  passkey_challenges: 'challenge expiry',
  idempotency_keys: 'idempotency expiry',
  cache_invalidations: 'its readers, after a while',
  installation: 'one row',
  settings: 'one row for each',
};

it('[C4] every table has a rule or a feature that deletes its outdated rows', () => {
  const models = schemaModels();
  const own = models.filter(({ feature }) => feature === null).map(({ table }) => table);
  expect(own.toSorted()).toEqual(Object.keys(endings).toSorted());
  // Of features that are plugged in, each model says so by itself.
  const silent = models.filter(({ feature, about }) => feature !== null && !/^\/\/\/ Ends: \S/m.test(about));
  expect(silent.map(({ name }) => name)).toEqual([]);
});
