import { describe, expect, it } from 'vitest';
import { assess } from '../../../prisma/safety/acceptances.ts';
import { findDangers } from '../../../prisma/safety/statements.ts';

const keysOf = async (script: string): Promise<string[]> =>
  (await findDangers(script, new Set())).map(({ rule, subject }) => `${rule} ${subject}`);

describe('a statement that affects the previous release or its users', () => {
  it.each([
    ['DROP TABLE public.users', ['drop-table users']],
    ['ALTER TABLE users DROP COLUMN email', ['drop-column users.email']],
    ['ALTER TABLE users RENAME COLUMN email TO mail', ['rename users.email']],
    ['ALTER TABLE users RENAME TO people', ['rename users']],
    [`ALTER TYPE "Role" RENAME VALUE 'MOD' TO 'MODERATOR'`, ['rename Role.MOD']],
    ['DROP TYPE "Role"', ['drop-type Role']],
    ['DROP FUNCTION tell_changes()', ['drop-function tell_changes']],
    ['ALTER TABLE users ALTER COLUMN bytes TYPE bigint', ['change-type users.bytes']],
    ['ALTER TABLE users ALTER COLUMN email SET NOT NULL', ['set-not-null users.email']],
    ['ALTER TABLE users ADD COLUMN bio text NOT NULL', ['required-column users.bio']],
    ['ALTER TABLE users ADD COLUMN number bigserial NOT NULL', ['rewrite-table users.number']],
    ['ALTER TABLE users ADD COLUMN twice int GENERATED ALWAYS AS (1) STORED', ['rewrite-table users.twice']],
    ['ALTER TABLE users ADD COLUMN bio text UNIQUE', ['blocking-index users.bio']],
    ['CREATE INDEX by_email ON users (email)', ['blocking-index by_email']],
    ['DROP INDEX by_email', ['blocking-index by_email']],
    ['ALTER TABLE users ADD CONSTRAINT one UNIQUE (email)', ['blocking-index users.one']],
    ['ALTER TABLE users ADD CONSTRAINT positive CHECK (bytes > 0)', ['checked-constraint users.positive']],
    ['ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES b (id)', ['checked-constraint users.f']],
    ['UPDATE users SET email = NULL', ['rewrite-rows users']],
    ['DELETE FROM users', ['delete-rows users']],
    ['TRUNCATE users', ['delete-rows truncate']],
    ['DO $$ BEGIN DROP TABLE users; END $$', ['opaque do']],
  ])('is reported: %s', async (script, expected) => expect(await keysOf(script)).toEqual(expected));

  it.each([
    'ALTER TABLE users ADD COLUMN bio text',
    `ALTER TABLE users ADD COLUMN bio text NOT NULL DEFAULT ''`,
    'ALTER TABLE users ALTER COLUMN email DROP NOT NULL',
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS by_email ON users (email)',
    'DROP INDEX CONCURRENTLY by_email',
    'ALTER TABLE users ADD CONSTRAINT one UNIQUE USING INDEX by_email',
    'ALTER TABLE users ADD CONSTRAINT positive CHECK (bytes > 0) NOT VALID',
    'ALTER TABLE users VALIDATE CONSTRAINT positive',
    'ALTER INDEX by_email RENAME TO by_mail',
    `ALTER TYPE "Role" ADD VALUE 'GUEST'`,
    `INSERT INTO notes VALUES ('DROP TABLE users')`,
    '-- DROP TABLE users\nSELECT 1',
  ])('is not reported if harmless: %s', async (script) => expect(await keysOf(script)).toEqual([]));

  it('is allowed on a new table, also in a later migration', async () => {
    const created = new Set<string>();
    await findDangers('CREATE TABLE notes (id int); CREATE INDEX n ON notes (id)', created);
    expect(await findDangers('ALTER TABLE notes DROP COLUMN id; UPDATE notes SET id = 1', created)).toEqual([]);
    expect(await findDangers('ALTER TABLE users DROP COLUMN id', created)).toHaveLength(1);
  });
});

describe('an acceptance of a danger', () => {
  const script = (comment: string): string => `${comment}\nALTER TABLE users DROP COLUMN a, DROP COLUMN b;`;
  const assessed = async (comment: string) => {
    const { refused, accepted, idle } = assess(script(comment), await findDangers(script(comment), new Set()));
    return { refused: refused.map(({ subject }) => subject), accepted: accepted.map(({ reason }) => reason), idle };
  };

  it('covers one object, with a reason', async () =>
    expect(await assessed('-- accept drop-column users.a: unread since v2')).toEqual({
      refused: ['users.b'],
      accepted: ['unread since v2'],
      idle: [],
    }));

  it('is ignored without a reason', async () =>
    expect((await assessed('-- accept drop-column users.a:')).refused).toEqual(['users.a', 'users.b']));

  it('is reported if nothing needs it', async () =>
    expect((await assessed('-- accept drop-table users: gone')).idle).toEqual(['drop-table users']));
});
