import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import type { ObjectStorage } from './object-storage.ts';

const Mark = z.object({ id: z.uuid(), sweeps: z.int().nonnegative() });
type Mark = z.infer<typeof Mark>;

/**
 * `ours`: store and database carry the same id. `foreign`: the store carries another one, or one that this database has
 * never had. `ahead`: the store has seen sweeps that the database knows nothing of: an older database was restored.
 * `unmarked`: there are objects, and nothing says whose.
 */
export type Ownership = 'ours' | 'foreign' | 'ahead' | 'unmarked';

/** However long a store hangs, the first upload does not wait longer than this to have it marked. */
const claimTimeoutMs = 2_000;

/**
 * Whether the object store and the database belong to each other. Whoever removes what "the database does not know"
 * must ask: with a wrong DATABASE_URL, a wrong bucket or a restored backup, that is everything. Also for tools that run
 * without the app: no decorators, so Node runs it as it stands.
 */
export class StorageInstallation {
  readonly storage: ObjectStorage;
  /** Why nothing is being swept; null while nothing is wrong. For the health check. */
  trouble: string | null = null;
  readonly #database: Pick<pg.Pool, 'query'>;
  #claim: Promise<void> | undefined;

  constructor(storage: ObjectStorage, database: Pick<pg.Pool, 'query'>) {
    this.storage = storage;
    this.#database = database;
  }

  /** An empty store without a mark becomes ours. @throws AppError and what the driver throws, when either is away. */
  async examine(): Promise<Ownership> {
    const ownership = await this.look();
    if (ownership !== 'empty') return ownership;
    await this.adopt();
    return 'ours';
  }

  /** As `examine`, and changes nothing. */
  async look(): Promise<Ownership | 'empty'> {
    const text = await this.storage.readMark();
    // Emptied by hand, or by a disk that was full, it says nothing.
    if (text === null || text.trim() === '') {
      return (await this.storage.list('', { limit: 2 })).objects.length > 0 ? 'unmarked' : 'empty';
    }
    const mark = parseMark(text);
    const own = await this.#read();
    if (!mark || mark.id !== own?.id) return 'foreign';
    return mark.sweeps > own.sweeps ? 'ahead' : 'ours';
  }

  /** Before the first object is put. Never fails: what is wrong with the store, the put will say. */
  async claimIfEmpty(): Promise<void> {
    this.#claim ??= this.#tryToClaim();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, claimTimeoutMs)));
    await Promise.race([this.#claim, timeout]);
    clearTimeout(timer);
  }

  /** Makes the store this database's, whatever it was. */
  async adopt(): Promise<void> {
    await this.#database.query(
      'INSERT INTO installation (singleton, id) VALUES (true, $1) ON CONFLICT (singleton) DO NOTHING',
      [randomUUID()],
    );
    // Of several replicas, the one that came first has made the row.
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
      // Away at present: the next put tries again.
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
