import { describe, expect, it } from 'vitest';
import { PersonalDataService } from '../../src/users/index.ts';
import { register } from '../support/clients/users.ts';
import { schemaModels } from '../support/database/schema-models.ts';
import { useApp } from '../support/use-app.ts';

/** Models that hold something about a user, and the document of the export that has it; of plugged-in features: see below. */
const exported: Record<string, string> = {
  User: 'profile',
  Session: 'sessions',
  SecurityEvent: 'security-events',
  TotpFactor: 'second-factors',
  BackupCode: 'second-factors',
  Passkey: 'second-factors',
  Upload: 'uploads',
};

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
  PasskeyChallenge: 'a number that a passkey signs, for minutes',
  IdempotencyKey: 'sealed responses to requests of the last day, which the user has seen',
  ResumableUpload: 'a file on its way, which becomes an upload or nothing within a day',
  FeedEntry: 'ids of what happened, for pages that were open; gone after seven days',
  PixelPage: 'only says that there is a page, which is empty so far',
};

/** Those that hold nothing about a user, or only a number that means nothing without the user's row; and when it goes. */
const impersonal: Record<string, string> = {
  LoginBudget: 'digests of names and addresses that were tried; swept when their time is over',
  OutboxEvent: 'ids of what happened; purged a day after it was published',
  CacheInvalidation: 'ids of what changed in the last minutes',
  UploadReference: 'what refers to which image; goes with the image',
  Installation: 'the installation',
  Setting: 'what administrators chose for everybody; who did is in their own security events',
};

/** Whose id stands in the row of somebody else, and why it may stay when they leave. */
const kept: Record<string, string> = {
  'SecurityEvent.actorId':
    'who acted on an account belongs to its owner’s records, and is a number once that user is gone',
  'AuditEntry.actorId': 'the trail of what staff did must not end with their account; a number once they are gone',
  'Upload.reviewedById': 'who decided about an image, likewise',
};

const models = schemaModels();
// A feature that is plugged in speaks for itself: its document is named as its schema, or its model says why there is none.
for (const { feature, name, about } of models) {
  if (feature === null) continue;
  const [, reason] = /^\/\/\/ Not exported: (.+)$/m.exec(about) ?? [];
  if (reason === undefined) exported[name] = feature;
  else notExported[name] = reason;
}
const userFields = /^(?:user|actor|owner|author|member|\w+By)Id$/;
const app = useApp();

describe('every model of the database', () => {
  it('is found', () => expect(models.length).toBeGreaterThan(15));

  it.each(models)('$name is exported, or it is said why not', ({ name }) => {
    expect([exported, notExported, impersonal].filter((list) => name in list)).toHaveLength(1);
  });

  it.each(models)('$name goes with the user, or the id that stays is explained', ({ name, fields, body }) => {
    for (const field of fields.filter((candidate) => userFields.test(candidate))) {
      const cascades = new RegExp(`@relation\\(fields: \\[${field}\\], references: \\[id\\], onDelete: Cascade\\)`);
      expect([`${name}.${field}`, cascades.test(body) !== `${name}.${field}` in kept]).toEqual([
        `${name}.${field}`,
        true,
      ]);
    }
    if (fields.some((field) => userFields.test(field))) expect(impersonal).not.toHaveProperty(name);
  });

  it('is spoken of in no list that is out of date', () => {
    const names = models.map(({ name }) => name);
    const spoken = [exported, notExported, impersonal].flatMap((list) => Object.keys(list));
    expect(spoken.filter((name) => !names.includes(name))).toEqual([]);
    const fields = models.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field}`));
    expect(Object.keys(kept).filter((field) => !fields.includes(field))).toEqual([]);
  });
});

describe('an export', () => {
  it('has every document that the list names', async () => {
    const { user } = await register(app);
    const documents: string[] = [];
    const archive = { addDocument: (name: string) => void documents.push(name), addFile: () => undefined };
    await app.app.get(PersonalDataService).exportTo(archive, user.id);
    expect(documents.toSorted()).toEqual([...new Set(Object.values(exported))].toSorted());
  });
});
