import { beforeAll, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { type PersonalArchive, PersonalDataService } from '../../src/users/index.ts';
import { register } from '../support/clients/users.ts';
import { schemaModels } from '../support/database/schema-models.ts';
import { useApp } from '../support/use-app.ts';
import { newImage } from '../support/uploads/screened-app.ts';
import { uploadAvatar } from '../support/uploads/uploading.ts';
import { type Column, mayNameUser, readColumns, RowsOf, tablesWith } from './tables.ts';

/** Those of which a user is handed nothing, and why. */
const notExported: Record<string, string> = {
  DeadEvent: 'copies of events about the user that something failed at: ids only',
  DataExport: 'the export itself',
  AuditEntry:
    'ids of who of the staff did what; what was done to an account is in its security events, which are exported',
  EmailVerification: 'a digest of a link that was mailed; gone when it is used or has expired',
  PasswordReset: 'a digest of a link that was mailed; gone when it is used or has expired',
  AccountLink: 'a digest of a link that was mailed; gone when it is used or has expired',
  SignInChallenge: 'a sign-in under way, for minutes',
  SignInCode: 'digests of a code and a link that were mailed, for minutes',
  PasskeyChallenge: 'a number that a passkey signs, for minutes',
  PendingAuthorization: 'a sign-in by a provider under way, for minutes',
  IdempotencyKey: 'sealed responses to requests of the last day, which the user has seen',
  ResumableUpload: 'a file on its way, which becomes an upload or nothing within a day',
  FeedEntry: 'ids of what happened, for pages that were open; gone after seven days',
  PixelPage: 'only says that there is a page, which is empty so far',
};

/** Those that hold nothing about a user, or only a number that means nothing without the user's row; and when it goes. */
const impersonal: Record<string, string> = {
  AttemptCounter: 'digests of names and addresses that were tried; swept when their time is over',
  OutboxEvent: 'ids of what happened; purged a day after it was published',
  CacheInvalidation: 'ids of what changed in the last minutes',
  UploadReference: 'what refers to which image; goes with the image',
  Installation: 'the installation',
  Setting: 'what administrators chose for everybody; who did is in their own security events',
};

/** Ids of users that stay in rows of others, and why they may when that user leaves. */
const kept: Record<string, string> = {
  'security_events.actor_id':
    'who acted on an account belongs to its owner’s records, and is a number once that user is gone',
  'audit_entries.actor_id': 'the trail of what staff did must not end with their account; a number once they are gone',
  'audit_entries.account_id': 'likewise, whom it was done to',
  'uploads.reviewed_by_id': 'who decided about an image, likewise',
  'outbox_events.aggregate_id': 'what happened; purged a day after it was published',
};

/** Columns that look like somebody's id, and are another thing's. */
const otherIds: Record<string, string> = {
  'dead_events.aggregate_id': 'its user has a column',
  'dead_events.event_id': 'the event',
  'audit_entries.request_id': 'the request',
  'backup_codes.key_id': 'the secret that made it unreadable',
  'security_events.request_id': 'the request',
  'idempotency_keys.lease_id': 'who works on the request',
  'installation.id': 'the installation',
  'passkeys.credential_id': 'the key',
  'resumable_uploads.lock_token': 'who works on the file',
  'resumable_uploads.upload_id': 'the image that it became, whose owner the row names',
  'pending_authorizations.session_id': 'a session, whose user the row names',
  'security_events.session_id': 'a session, which is gone earlier',
  'cache_invalidations.transaction_id': 'the transaction',
  'feed_entries.transaction_id': 'the transaction',
};

/** Where a user's id may be found once they are gone, as a whole table. */
const passing: Record<string, string> = {
  outbox_events: 'what happened, such as that they are gone; purged a day after it was published',
  cache_invalidations: 'what changed in the last minutes',
  'pgboss.job': 'what was done for them lately; jobs that are done are removed by the queue',
};

const models = schemaModels();
for (const { name, body, table, about } of models) {
  // A feature says in its schema what no document has, and what a column's id is.
  const [, reason] = /^\/\/\/ Not exported: (.+)$/m.exec(about) ?? [];
  if (reason !== undefined) notExported[name] = reason;
  for (const [, kind, why = '', field = ''] of body.matchAll(
    /^ *\/\/\/ (Stays|Names no user): (.+)\n(?: *\/\/\/.*\n)* *(\w+) /gm,
  )) {
    (kind === 'Stays' ? kept : otherIds)[`${table}.${columnOf(body, field)}`] = why;
  }
}

function columnOf(body: string, field: string): string {
  return new RegExp(`^ *${field} .*@map\\("(\\w+)"\\)`, 'm').exec(body)?.[1] ?? field;
}

interface Document {
  readonly name: string;
  readonly content: unknown;
  readonly models: readonly string[];
}

const app = useApp();
let columns: Column[];
let documents: Document[];

async function exportOf(userId: string): Promise<Document[]> {
  const written: Document[] = [];
  const addDocument: PersonalArchive['addDocument'] = (name, content, of) => {
    // As it would be in the file: what is read later is not what it was.
    written.push({ name, content: JSON.stringify(content), models: of });
  };
  await app.app.get(PersonalDataService).exportTo({ addDocument, addFile: () => undefined }, userId);
  return written;
}

beforeAll(async () => {
  columns = await readColumns(app);
  documents = await exportOf((await register(app)).user.id);
});

describe('every model of the database', () => {
  it('is found by this test', () => {
    expect(models.length).toBeGreaterThan(15);
    expect(models.map(({ table }) => table).sort()).toEqual([...new Set(columns.map(({ table }) => table))].sort());
  });

  it.each(models)('$name is in a document of the export, or listed with a reason why not', ({ name }) => {
    const exported = documents.filter((document) => document.models.includes(name));
    const places = [
      ...exported.map((document) => document.name),
      ...[notExported, impersonal].filter((list) => name in list),
    ];
    expect(places).toHaveLength(1);
  });

  it.each(models)('$name is deleted with the user, or listed with a reason for ids that stay', ({ name, table }) => {
    for (const column of columns.filter((candidate) => candidate.table === table && mayNameUser(candidate))) {
      const path = `${table}.${column.name}`;
      const reasons = [column.cascades, path in kept, path in otherIds].filter(Boolean);
      expect([path, reasons.length]).toEqual([path, 1]);
      if (column.references === 'users') expect(impersonal).not.toHaveProperty(name);
    }
  });

  it('is still there if one of the lists names it', () => {
    const names = models.map(({ name }) => name);
    const spoken = [notExported, impersonal].flatMap((list) => Object.keys(list));
    expect(
      [...spoken, ...documents.flatMap((document) => document.models)].filter((name) => !names.includes(name)),
    ).toEqual([]);
    const paths = columns.map(({ table, name }) => `${table}.${name}`);
    expect([...Object.keys(kept), ...Object.keys(otherIds)].filter((path) => !paths.includes(path))).toEqual([]);
  });
});

describe('a user with a row in every table', () => {
  it('gets everything that the export’s documents declare', async () => {
    const { user } = await register(app);
    const rows = new RowsOf(app, columns, user.id);
    const modelOf = new Map(models.map(({ table, name }) => [table, name]));
    let before = await exportOf(user.id);
    for (const table of rows.order()) {
      await rows.insert(table);
      const after = await exportOf(user.id);
      const told = after.filter(({ content }, index) => content !== before[index]?.content).map(({ name }) => name);
      const telling = after
        .filter((document) => document.models.includes(modelOf.get(table) ?? ''))
        .map(({ name }) => name);
      expect([table, ...told]).toEqual([table, ...telling]);
      before = after;
    }
  });

  it('leaves no ids after the purge, except where listed with a reason', async () => {
    const { user, browser } = await register(app);
    await uploadAvatar(browser, await newImage());
    const rows = new RowsOf(app, columns, user.id);
    for (const table of rows.order()) await rows.insert(table);
    const before = await tablesWith(app, user.id);
    expect(before.size).toBeGreaterThan(15);
    await app.prisma.user.update({ where: { id: user.id }, data: { deletedAt: new Date(0) } });
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    const left = [...(await tablesWith(app, user.id))]
      .filter(([table]) => !(table in passing))
      .flatMap(([table, found]) => found.map((column) => `${table}.${column}`));
    expect(left.filter((path) => !(path in kept))).toEqual([]);
  });
});
