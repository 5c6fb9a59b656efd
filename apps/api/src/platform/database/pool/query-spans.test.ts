import { describe, expect, it } from 'vitest';
import { summarize } from './query-spans.ts';

describe('the summary of a statement', () => {
  it.each([
    ['SELECT "public"."users"."id" FROM "public"."users" WHERE "id" = $1', 'SELECT users'],
    ['INSERT INTO outbox_events (id) VALUES ($1)', 'INSERT outbox_events'],
    ['UPDATE "public"."sessions" SET a = $1', 'UPDATE sessions'],
    ['DELETE FROM ONLY uploads', 'DELETE uploads'],
    ['SELECT extract(epoch FROM now()) FROM pgboss.job', 'SELECT job'],
    ["SELECT 'mail from anna@example.com' FROM users", 'SELECT users'],
    ["SELECT 'mail from anna''s house into anna", 'SELECT'],
    [
      'WITH room AS (SELECT 1 FROM quotas FOR UPDATE), new AS (INSERT INTO uploads SELECT 1) SELECT FROM new',
      'INSERT uploads',
    ],
    ['WITH a AS (SELECT FROM sessions FOR NO KEY UPDATE) UPDATE users SET x = 1', 'UPDATE users'],
    ['WITH a AS (SELECT 1 FROM users) SELECT a FROM a', 'SELECT users'],
    ['BEGIN', 'BEGIN'],
    ['  \n', 'SQL'],
  ])('of %j is %j: the operation and the table, and no value', (text, summary) => {
    expect(summarize(text).summary).toBe(summary);
  });

  it('takes no longer for a long statement', () => {
    const startedAt = performance.now();
    summarize(`SELECT ${"'x' ".repeat(1_000_000)}`);
    summarize(`SELECT ${'from '.repeat(1_000_000)}`);
    summarize(`WITH ${'update '.repeat(1_000_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
