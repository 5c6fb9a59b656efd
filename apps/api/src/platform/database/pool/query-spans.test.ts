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
    ['BEGIN', 'BEGIN'],
    ['  \n', 'SQL'],
  ])('of %j is %j: the operation and the table, and no value', (text, summary) => {
    expect(summarize(text).summary).toBe(summary);
  });

  it('takes no longer for a long statement', () => {
    const startedAt = performance.now();
    summarize(`SELECT ${"'x' ".repeat(1_000_000)}`);
    summarize(`SELECT ${'from '.repeat(1_000_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
