import { message, statementNameOf, textOf, withStatementName, type Message } from './wire-protocol.ts';

/** A unit without a statement name, rewritten to use a prepared statement. */
export interface CachedUnit {
  readonly bytes: Buffer;
  /** The statement is prepared already: the client gets the confirmation without a call to the backend. */
  readonly isParsed: boolean;
  /** To be called once the backend has parsed it. */
  readonly parsed: () => void;
}

interface Entry {
  /** Absent until it is used a second time. */
  name?: string;
  isParsed: boolean;
  uses: number;
}

export const PARSE_COMPLETE = message('1');

const MAX_STATEMENTS = 300;
/** Longer statements are lists of values of varying lengths. */
const MAX_BYTES = 8_000;
/** No autovacuum analyzes the embedded database, so a plan made for an empty table must not stay for ever. */
const MAX_USES = 500;

/** Statements that change no table's columns and drop no statement. */
const HARMLESS =
  /^\s*(?:select|insert|update|delete|with|values|begin|start|commit|rollback|savepoint|release|set|reset|show|listen|unlisten|notify|explain|lock|truncate|analyze|vacuum|checkpoint|close|discard\s+(?:temp|sequences)|$)(?!\w)/i;

/**
 * Whether statements parsed earlier can have another meaning after these messages. A simple query can contain several
 * statements: each begins at the start of the text or after a semicolon, whatever else follows other semicolons.
 */
export function changesSchema(messages: readonly Message[]): boolean {
  return messages.some(({ type, bytes }) => {
    if (type !== 'Q' && type !== 'P') return false;
    const text = textOf({ type, bytes });
    return (type === 'Q' ? text.split(';') : [text]).some((statement) => !HARMLESS.test(statement));
  });
}

/**
 * Parsing and planning a statement takes the backend longer than executing it, and drivers repeatedly send the same few
 * hundred without a name. This cache prepares them under its own names, shared by all clients.
 *
 * The text does not show if a function changes a table's columns: the next statement on that table fails, and is then
 * sent unchanged. Within a transaction this is too late: there it is an error (0A000), as for named statements.
 */
export class StatementCache {
  /** By Parse message; the most recently used is last. */
  readonly #entries = new Map<string, Entry>();
  #count = 0;
  #dropped: string[] = [];

  /** The same unit on a prepared statement; undefined if it is not one unnamed statement, is new, or changes the schema. */
  rewrite(messages: readonly Message[]): CachedUnit | undefined {
    const [parse, ...rest] = messages;
    if (!parse || parse.bytes.length > MAX_BYTES || !isOneUnnamed(parse, rest)) return undefined;
    const key = parse.bytes.toString('latin1');
    const known = this.#entries.get(key);
    if (!known && changesSchema([parse])) return undefined;
    const entry = known ?? { isParsed: false, uses: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.uses += 1;
    if (entry.uses === 1) {
      this.#evict();
      return undefined;
    }
    if (entry.uses % MAX_USES === 0) this.#drop(entry);
    const name = (entry.name ??= `cached_${++this.#count}`);
    const sent = entry.isParsed ? rest : messages;
    return {
      bytes: Buffer.concat(sent.map((one) => named(one, name))),
      isParsed: entry.isParsed,
      parsed: () => (entry.isParsed = true),
    };
  }

  /** Invalidates all statements parsed so far. */
  forget(): void {
    for (const entry of this.#entries.values()) this.#drop(entry);
    this.#entries.clear();
  }

  /** Messages that free statements no longer used; undefined if there are none. */
  takeDropped(): Buffer | undefined {
    if (this.#dropped.length === 0) return undefined;
    const closing = this.#dropped.map((name) => message('C', Buffer.from('S'), name));
    this.#dropped = [];
    return Buffer.concat([...closing, message('S')]);
  }

  #drop(entry: Entry): void {
    if (entry.name !== undefined) this.#dropped.push(entry.name);
    delete entry.name;
    entry.isParsed = false;
  }

  #evict(): void {
    const [oldest] = this.#entries;
    if (!oldest || this.#entries.size <= MAX_STATEMENTS) return;
    this.#drop(oldest[1]);
    this.#entries.delete(oldest[0]);
  }
}

/** `Parse, Bind, Describe, Execute, Sync` as drivers send it, where any of the last three can be missing or repeated. */
function isOneUnnamed(parse: Message, rest: readonly Message[]): boolean {
  return (
    parse.type === 'P' &&
    statementNameOf(parse)?.name === '' &&
    rest.some(({ type }) => type === 'B') &&
    rest.every((one) => 'BDES'.includes(one.type) && (statementNameOf(one)?.name ?? '') === '')
  );
}

function named(one: Message, name: string): Buffer {
  const at = statementNameOf(one);
  return at ? withStatementName(one, at, name) : one.bytes;
}

/** The errors of a statement prepared before a schema change, or of a dropped statement. */
const STALE = [Buffer.from('C0A000\0'), Buffer.from('C26000\0')];

/** Checks the beginning of a response. */
export function isStale(response: Buffer): boolean {
  return response[0] === 'E'.charCodeAt(0) && STALE.some((code) => response.includes(code));
}
