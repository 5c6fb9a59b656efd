import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import type { ObjectStorage } from './object-storage.ts';

const Mark = z.object({ id: z.uuid(), sweeps: z.int().nonnegative() });
type Mark = z.infer<typeof Mark>;

/**
 * `ours`: store and database have the same id. `foreign`: the store has another one, or one that this database has
 * never had. `ahead`: the store has seen sweeps that the database does not know: an older database was restored.
 * `unmarked`: there are objects, and no mark says whose.
 */
export type Ownership = 'ours' | 'foreign' | 'ahead' | 'unmarked';

/** The first upload waits at most this long for the store to be marked, however long the store hangs. */
const claimTimeoutMs = 2_000;

/**
 * Whether the object store and the database belong to each other. Code that removes what "the database does not know"
 * must check: with a wrong DATABASE_URL, a wrong bucket or a restored backup, that is everything. Also for tools that
 * run without the app: it has no decorators, so Node runs it without a build.
 */
export class StorageInstallation {
  readonly storage: ObjectStorage;
  /** Why nothing is being swept; null if all is well. For the health check. */
  trouble: string | null = null;
  readonly #database: Pick<pg.Pool, 'query'>;
  #claim: Promise<void> | undefined;

  constructor(storage: ObjectStorage, database: Pick<pg.Pool, 'query'>) {
    this.storage = storage;
    this.#database = database;
  }

  /** An empty store without a mark becomes ours. @throws AppError and the driver's errors, if either is down. */
  async examine(): Promise<Ownership> {
    const ownership = await this.look();
    if (ownership !== 'empty') return ownership;
    await this.adopt();
    return 'ours';
  }

  /** Like `examine`, but changes nothing. */
  async look(): Promise<Ownership | 'empty'> {
    const text = await this.storage.readMark();
    // A mark emptied by hand, or by a full disk, counts as missing.
    if (text === null || text.trim() === '') {
      return (await this.storage.list('', { limit: 2 })).objects.length > 0 ? 'unmarked' : 'empty';
    }
    const mark = parseMark(text);
    const own = await this.#read();
    if (!mark || mark.id !== own?.id) return 'foreign';
    return mark.sweeps > own.sweeps ? 'ahead' : 'ours';
  }

  /** Called before the first object is put. Never fails: the put will report any problem of the store. */
  async claimIfEmpty(): Promise<void> {
    this.#claim ??= this.#tryToClaim();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, claimTimeoutMs)));
    await Promise.race([this.#claim, timeout]);
    clearTimeout(timer);
  }

  /** Makes the store belong to this database, whatever it was. */
  async adopt(): Promise<void> {
    await this.#database.query(
      'INSERT INTO installation (singleton, id) VALUES (true, $1) ON CONFLICT (singleton) DO NOTHING',
      [randomUUID()],
    );
    // If several replicas do this, the first one has created the row.
    const own = await this.#read();
    if (own) await this.storage.writeMark(JSON.stringify(own));
  }

  /** In the database first: a crash in between leaves a store that is behind, which is harmless. */
  async noteSweep(): Promise<void> {
    await this.#database.query('UPDATE installation SET sweeps = sweeps + 1');
    const own = await this.#read();
    if (own) await this.storage.writeMark(JSON.stringify(own));
  }

  async #tryToClaim(): Promise<void> {
    try {
      const ownership = await this.examine();
      if (ownership === 'foreign' || ownership === 'ahead') this.trouble = ownership;
    } catch {
      // The store is down: the next put tries again.
      this.#claim = undefined;
    }
  }

  async #read(): Promise<Mark | null> {
    const { rows } = await this.#database.query<Mark>('SELECT id, sweeps FROM installation');
    return rows[0] ?? null;
  }
}

function parseMark(text: string): Mark | null {
  try {
    return Mark.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
