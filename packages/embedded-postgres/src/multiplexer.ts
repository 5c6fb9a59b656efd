import type { PGlite } from '@electric-sql/pglite';
import { setImmediate as nextTick } from 'node:timers/promises';
import { type CachedUnit, changesSchema, isStale, PARSE_COMPLETE, StatementCache } from './statement-cache.ts';
import { message, type Message, SYNC } from './wire-protocol.ts';

/** Messages that must reach the only backend without another client's messages between them. */
export interface Unit {
  messages: readonly Message[];
  /** Ends in Flush instead of Sync: the client continues the same pipeline. */
  leavesPipelineOpen: boolean;
  /** Uses the unnamed statement before defining it, so it must be the one that this client defined last. */
  needsUnnamed: boolean;
  /** Replaces or drops the unnamed statement. */
  touchesUnnamed: boolean;
}

/** The part of a client's connection that the multiplexer needs. */
export interface Client {
  /** This client's latest definition of the unnamed statement. */
  readonly unnamedStatement: Buffer | undefined;
  readonly statementNames: { readonly size: number };
  write(bytes: Buffer): void;
  /** Messages that drop everything that this client leaves behind in the backend. */
  shutdownMessage(): Buffer;
  terminate(code: string, reason: string): void;
}

const bytesOf = ({ messages }: Unit): Buffer => Buffer.concat(messages.map(({ bytes }) => bytes));

/** How long work can continue before sockets and timers get a turn. */
const SLICE_MS = 10;

/**
 * Lets many clients share PGlite's single backend. A unit (everything up to a Sync) runs without another client's
 * messages in between, and a client that has opened a transaction keeps the backend until it ends, so all transactions
 * are serial. All clients share session-wide settings, LISTEN and session advisory locks: use SET LOCAL and
 * transaction-scoped locks, as behind any transaction pooler.
 */
export class Multiplexer {
  readonly #db: PGlite;
  readonly #idleTransactionMs: number;
  readonly #onCrash: (cause: unknown) => void;
  readonly #statements = new StatementCache();
  /** A transaction has changed the schema and can still roll that back. */
  #isSchemaOpen = false;
  #crashed = false;
  #waiting: { session: Client; unit: Unit | 'leave' }[] = [];
  #owner: Client | undefined;
  #pipelineOpen = false;
  #unnamedOwner: Client | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;

  /** `onCrash`: the backend has ended (a FATAL error, out of memory) and will not respond again. */
  constructor(db: PGlite, idleTransactionMs: number, onCrash: (cause: unknown) => void) {
    this.#db = db;
    this.#onCrash = onCrash;
    this.#idleTransactionMs = idleTransactionMs;
  }

  submit(session: Client, unit: Unit): void {
    this.#waiting.push({ session, unit });
    this.#start();
  }

  /** Handles the end of a connection: drops what the client still waited for, and rolls back what it left open. */
  leave(session: Client): void {
    this.#waiting = this.#waiting.filter((turn) => turn.session !== session);
    this.#waiting.push({ session, unit: 'leave' });
    this.#start();
  }

  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  #start(): void {
    if (this.#crashed) return;
    this.#draining ??= this.#drain()
      .catch((error: unknown) => {
        this.#crashed = true;
        this.#waiting = [];
        this.#onCrash(error);
      })
      .finally(() => {
        this.#draining = undefined;
        // A unit may have arrived since the last check.
        if (this.#canGoOn()) this.#start();
      });
  }

  #canGoOn(): boolean {
    return this.#waiting.some(({ session }) => !this.#owner || session === this.#owner);
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#idleTimer);
    let sliceStart = performance.now();
    for (;;) {
      const index = this.#owner ? this.#waiting.findIndex(({ session }) => session === this.#owner) : 0;
      const [turn] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (!turn) break;
      if (turn.unit === 'leave') await this.#sendShutdown(turn.session);
      else await this.#run(turn.session, turn.unit);
      if (performance.now() - sliceStart < SLICE_MS) continue;
      await nextTick();
      sliceStart = performance.now();
    }
    if (this.#owner && this.#waiting.length > 0) this.#watchIdleOwner(this.#owner);
  }

  /** Disconnects a client that keeps an open transaction idle while others wait; otherwise it would block everyone. */
  #watchIdleOwner(owner: Client): void {
    this.#idleTimer = setTimeout(() => {
      if (this.#owner === owner) owner.terminate('25P03', 'terminating connection due to idle-in-transaction timeout');
    }, this.#idleTransactionMs);
    this.#idleTimer.unref();
  }

  async #run(session: Client, unit: Unit): Promise<void> {
    if (unit.needsUnnamed && this.#unnamedOwner !== session && session.unnamedStatement) {
      await this.#execute(session.unnamedStatement);
      this.#unnamedOwner = session;
    }
    const cached = this.#isSchemaOpen ? undefined : this.#statements.rewrite(unit.messages);
    // Cached units are known not to change the schema, so their text is not parsed again.
    const changes = !cached && changesSchema(unit.messages);
    if (!cached || !(await this.#runCached(session, cached))) await this.#runAsSent(session, unit);
    this.#pipelineOpen = unit.leavesPipelineOpen;
    const isInTransaction = this.#db.isInTransaction();
    this.#owner = this.#pipelineOpen || isInTransaction ? session : undefined;
    if (changes) this.#statements.forget();
    this.#isSchemaOpen = (this.#isSchemaOpen || changes) && isInTransaction;
    if (!this.#owner) await this.#freeStatements();
  }

  async #runAsSent(session: Client, unit: Unit): Promise<void> {
    if (unit.touchesUnnamed) this.#unnamedOwner = session;
    await this.#execute(bytesOf(unit), (bytes) => session.write(bytes));
  }

  /** Returns false, without effect, if the prepared statement is stale. */
  async #runCached(session: Client, { bytes, isParsed, parsed }: CachedUnit): Promise<boolean> {
    const wasInTransaction = this.#owner !== undefined;
    let isFirst = true;
    let isToRepeat = false;
    await this.#execute(bytes, (response) => {
      if (isFirst) {
        isFirst = false;
        if (isStale(response)) {
          this.#statements.forget();
          isToRepeat = !wasInTransaction;
        }
        if (response[0] === PARSE_COMPLETE[0]) parsed();
        if (isParsed && !isToRepeat) session.write(PARSE_COMPLETE);
      }
      if (!isToRepeat) session.write(response);
    });
    // The client's unnamed statement in the backend is now an older one.
    if (this.#unnamedOwner === session) this.#unnamedOwner = undefined;
    return !isToRepeat;
  }

  async #freeStatements(): Promise<void> {
    const closing = this.#statements.takeDropped();
    if (closing) await this.#execute(closing);
  }

  async #sendShutdown(session: Client): Promise<void> {
    if (this.#owner === session) {
      if (this.#pipelineOpen) await this.#execute(SYNC);
      if (this.#db.isInTransaction()) await this.#execute(message('Q', 'ROLLBACK'));
      this.#owner = undefined;
      this.#pipelineOpen = false;
    }
    if (session.statementNames.size > 0) await this.#execute(session.shutdownMessage());
    if (this.#unnamedOwner === session) this.#unnamedOwner = undefined;
  }

  async #execute(bytes: Buffer, respond: (bytes: Buffer) => void = () => undefined): Promise<void> {
    await this.#db.runExclusive(() =>
      // The data is a view into the database's memory, which the next response overwrites, so copy it.
      this.#db.execProtocolRawStream(bytes, { onRawData: (data) => respond(Buffer.from(data)) }),
    );
  }
}
