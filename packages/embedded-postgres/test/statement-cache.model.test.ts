import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startTempPostgres } from '../src/index.ts';

/** What the table of the test is like. */
interface Table {
  readonly columns: readonly ('int4' | 'text')[];
  readonly rows: number;
}
const oids = { int4: 23, text: 25 };

type Step =
  | { readonly do: 'insert' | 'select' | 'filter' | 'named' | 'add' | 'drop' | 'alter' | 'alter by a function' }
  | { readonly do: 'begin' | 'commit' | 'rollback' | 'wrong value' | 'no such table' | 'discard' | 'empty' };

const step: fc.Arbitrary<Step['do']> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Step['do']>('insert', 'select', 'filter', 'named') },
  { weight: 3, arbitrary: fc.constantFrom<Step['do']>('begin', 'commit', 'rollback') },
  { weight: 3, arbitrary: fc.constantFrom<Step['do']>('add', 'drop', 'alter', 'alter by a function') },
  { weight: 2, arbitrary: fc.constantFrom<Step['do']>('wrong value', 'no such table', 'discard', 'empty') },
);
/** Who takes it: while one has a transaction open, that one. */
const schedule = fc.array(fc.tuple(fc.nat({ max: 2 }), step), { maxLength: 80, size: 'max' });

let postgres: EmbeddedPostgres;
let clients: pg.Client[];

beforeAll(async () => {
  postgres = await startTempPostgres();
  clients = await Promise.all(
    [0, 1, 2].map(async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      return client;
    }),
  );
  await clients[0]?.query(`CREATE FUNCTION widen() RETURNS void LANGUAGE plpgsql
    AS $$ BEGIN EXECUTE 'ALTER TABLE note ADD COLUMN c' || txid_current() || ' int4'; END $$`);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await postgres.stop();
});

let names = 0;

class Played {
  #table: Table = { columns: ['int4'], rows: 0 };
  /** How it was when the open transaction began. */
  #before: Table | undefined;
  #owner: pg.Client | undefined;
  #count = 0;

  async take(who: number, what: Step['do']): Promise<void> {
    const client = this.#owner ?? clients[who];
    if (client) await this.#steps[what](client);
  }

  async end(): Promise<void> {
    if (this.#owner) await this.#steps.rollback(this.#owner);
  }

  readonly #steps: Record<Step['do'], (client: pg.Client) => Promise<void>> = {
    insert: async (client) => {
      this.#count += 1;
      await client.query('INSERT INTO note (first) VALUES ($1)', [String(this.#count)]);
      this.#change({ rows: this.#table.rows + 1 });
    },
    select: async (client) => this.#compare(await client.query('SELECT * FROM note WHERE $1', [true])),
    filter: async (client) => {
      const { rows } = await client.query('SELECT count(*)::int AS n FROM note WHERE first::text <> $1', ['x']);
      expect(rows).toEqual([{ n: this.#table.rows }]);
    },
    named: async (client) => {
      // Another name each time: one that was parsed before, DISCARD ALL has dropped for all clients.
      const { rows } = await client.query({ name: `n${++names}`, text: 'SELECT $1::int AS n', values: [this.#count] });
      expect(rows).toEqual([{ n: this.#count }]);
    },
    add: async (client) => {
      await client.query(`ALTER TABLE note ADD COLUMN n${++this.#count} text`);
      this.#change({ columns: [...this.#table.columns, 'text'] });
    },
    drop: async (client) => {
      const { fields } = await client.query('SELECT * FROM note LIMIT 0');
      const last = fields.at(-1)?.name;
      if (fields.length < 2) return;
      await client.query(`ALTER TABLE note DROP COLUMN ${last}`);
      this.#change({ columns: this.#table.columns.slice(0, -1) });
    },
    alter: async (client) => {
      const [first, ...others] = this.#table.columns;
      const type = first === 'int4' ? 'text' : 'int4';
      await client.query(`ALTER TABLE note ALTER COLUMN first TYPE ${type} USING first::${type}`);
      this.#change({ columns: [type, ...others] });
    },
    // Nothing in the text says so: the next one finds out, which outside of a transaction nobody notices.
    'alter by a function': async (client) => {
      if (this.#owner) return;
      await client.query('SELECT widen() WHERE $1', [true]);
      this.#change({ columns: [...this.#table.columns, 'int4'] });
      await this.#steps.select(client);
    },
    begin: async (client) => {
      if (this.#owner) return;
      await client.query('BEGIN');
      [this.#owner, this.#before] = [client, this.#table];
    },
    commit: async (client) => {
      if (!this.#owner) return;
      await client.query('COMMIT');
      this.#owner = this.#before = undefined;
    },
    rollback: async (client) => {
      if (!this.#owner || !this.#before) return;
      await client.query('ROLLBACK');
      this.#table = this.#before;
      this.#owner = this.#before = undefined;
    },
    'wrong value': (client) => this.#fails(client, '22P02', client.query('SELECT $1::int AS n', ['none'])),
    'no such table': (client) => this.#fails(client, '42P01', client.query('SELECT $1 FROM nobody', [1])),
    discard: async (client) => {
      if (!this.#owner) await client.query('DISCARD ALL');
    },
    empty: async (client) => {
      await client.query('TRUNCATE note');
      this.#change({ rows: 0 });
    },
  };

  /** A transaction in which something failed can only be rolled back. */
  async #fails(client: pg.Client, code: string, work: Promise<unknown>): Promise<void> {
    await expect(work).rejects.toMatchObject({ code });
    await this.#steps.rollback(client);
  }

  #change(changes: Partial<Table>): void {
    this.#table = { ...this.#table, ...changes };
  }

  #compare({ rows, fields }: pg.QueryResult): void {
    expect(rows).toHaveLength(this.#table.rows);
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual(this.#table.columns.map((type) => oids[type]));
  }
}

describe('repeated unnamed statements', () => {
  it('give correct results, whoever changes the schema meanwhile, and whether that is committed or rolled back', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        await clients[0]?.query('DROP TABLE IF EXISTS note; CREATE TABLE note (first int4)');
        const played = new Played();
        try {
          for (const [who, what] of steps) await played.take(who, what);
        } finally {
          await played.end();
        }
      }),
      { seed: 20_261_130, numRuns: Number(process.env['STATEMENT_SCHEDULES'] ?? 40) },
    );
  });
});
