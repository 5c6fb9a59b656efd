import { message, statementNameOf, textOf, withStatementName, type Message } from './wire-protocol.ts';

/** What was sent without a name, as it is sent instead. */
export interface CachedUnit {
  readonly bytes: Buffer;
  /** The statement is there already: the client is told so, and the backend is not asked. */
  readonly isParsed: boolean;
  /** To be told once the backend has parsed it. */
  readonly parsed: () => void;
}

interface Entry {
  /** Absent until it came a second time. */
  name?: string;
  isParsed: boolean;
  uses: number;
}

export const PARSE_COMPLETE = message('1');

const MAX_STATEMENTS = 300;
/** Longer ones are lists of values, each of another length. */
const MAX_BYTES = 8_000;
/** Nobody analyses the embedded database by itself: a plan for a table that was empty must not stay for ever. */
const MAX_USES = 500;

/** What changes no table's columns and drops no statement. */
const HARMLESS =
  /^\s*(?:select|insert|update|delete|with|values|begin|start|commit|rollback|savepoint|release|set|reset|show|listen|unlisten|notify|explain|lock|truncate|analyze|vacuum|checkpoint|close|discard\s+(?:temp|sequences)|$)(?!\w)/i;

/**
 * Whether statements that were parsed before may mean something else after these messages. A simple query may have
 * several: each begins where the text begins or behind a semicolon, whatever else stands behind others.
 */
export function changesSchema(messages: readonly Message[]): boolean {
  return messages.some(({ type, bytes }) => {
    if (type !== 'Q' && type !== 'P') return false;
    const text = textOf({ type, bytes });
    return (type === 'Q' ? text.split(';') : [text]).some((statement) => !HARMLESS.test(statement));
  });
}

/**
 * Parsing and planning a statement takes the backend longer than carrying it out, and drivers send the same few hundred
 * again and again without a name. They are prepared under names of our own, for all clients together.
 *
 * A function that changes a table's columns is not seen in a text: the next statement on that table fails, and is sent
 * as it was. Within a transaction that is too late: there it is an error (0A000), as for statements that have names.
 */
export class StatementCache {
  /** By their Parse message, the one that was used last at the end. */
  readonly #entries = new Map<string, Entry>();
  #count = 0;
  #dropped: string[] = [];

  /**
   * The same unit on a prepared statement; undefined where it is not one statement without a name, is new, or changes the
   * schema.
   */
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

  /** What was parsed so far is not used again. */
  forget(): void {
    for (const entry of this.#entries.values()) this.#drop(entry);
    this.#entries.clear();
  }

  /** Messages that free what is not used any more; undefined when nothing is. */
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

/** `Parse, Bind, Describe, Execute, Sync` as drivers send it, with any of the last three left out or repeated. */
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

/** What a statement from before a change of the schema, or one that was dropped, comes to. */
const STALE = [Buffer.from('C0A000\0'), Buffer.from('C26000\0')];

/** By the beginning of a response. */
export function isStale(response: Buffer): boolean {
  return response[0] === 'E'.charCodeAt(0) && STALE.some((code) => response.includes(code));
}
