import type { Socket } from 'node:net';
import { timingSafeEqual, createHash } from 'node:crypto';
import {
  ASK_FOR_PASSWORD,
  fatal,
  message,
  ProtocolViolation,
  readMessage,
  readStartupPacket,
  refusingCopyIn,
  statementNameOf,
  withStatementName,
  type Message,
} from './wire-protocol.ts';
import type { Client, Multiplexer } from './multiplexer.ts';

/** Messages after which a client waits for a response; the messages before one belong to the same unit. */
const UNIT_ENDS = new Set(['S', 'Q', 'F', 'H', 'c', 'f']);
const AUTHENTICATION_DEADLINE_MS = 10_000;

export interface SessionOptions {
  password: string;
  database: string;
  /** What the backend sends after authentication: parameters, key, ready. */
  greeting: Buffer;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** One client's connection: speaks the protocol, and keeps its prepared statements separate from other clients'. */
export class Session implements Client {
  /** The Parse message of this client's current unnamed statement. */
  unnamedStatement: Buffer | undefined;
  readonly statementNames = new Map<string, string>();
  readonly #id: number;
  readonly #socket: Socket;
  readonly #multiplexer: Multiplexer;
  readonly #options: SessionOptions;
  readonly #deadline: NodeJS.Timeout;
  #phase: 'startup' | 'password' | 'ready' | 'ended' = 'startup';
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #wantedBytes = 0;
  #unit: Message[] = [];
  #needsUnnamed = false;
  #touchesUnnamed = false;
  #statementCount = 0;

  constructor(id: number, socket: Socket, multiplexer: Multiplexer, options: SessionOptions) {
    this.#id = id;
    this.#socket = socket;
    this.#multiplexer = multiplexer;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // The close event always follows and does the cleanup; connection resets are normal here.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#ended());
    this.#deadline = setTimeout(() => socket.destroy(), AUTHENTICATION_DEADLINE_MS);
    this.#deadline.unref();
  }

  get ended(): boolean {
    return this.#phase === 'ended';
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Sends the reason with an SQLSTATE and disconnects; an open transaction is rolled back. */
  terminate(sqlState: string, text: string): void {
    this.write(fatal(sqlState, text));
    this.#socket.destroySoon();
  }

  #ended(): void {
    clearTimeout(this.#deadline);
    const wasReady = this.#phase === 'ready';
    this.#phase = 'ended';
    if (wasReady) this.#multiplexer.leave(this);
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    // Concatenating for every chunk would take quadratic time for a message of many megabytes.
    if (this.#receivedBytes < this.#wantedBytes) return;
    let buffer = Buffer.concat(this.#received);
    try {
      for (let used = this.#consume(buffer); used > 0; used = this.#consume(buffer)) buffer = buffer.subarray(used);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.terminate('08P01', error.message);
      buffer = Buffer.alloc(0);
    }
    this.#received = buffer.length > 0 ? [buffer] : [];
    this.#receivedBytes = buffer.length;
    this.#wantedBytes = buffer.length >= 5 && this.#phase === 'ready' ? buffer.readInt32BE(1) + 1 : 0;
  }

  /** Handles one packet at the start of `buffer`; returns its length, or 0 if it is incomplete. */
  #consume(buffer: Buffer): number {
    if (this.#socket.destroyed || this.#phase === 'ended') return 0;
    if (this.#phase === 'startup') return this.#startup(buffer);
    const next = readMessage(buffer);
    if (!next) return 0;
    if (this.#phase === 'password') this.#authenticate(next);
    else this.#accept(next);
    return next.bytes.length;
  }

  #startup(buffer: Buffer): number {
    const packet = readStartupPacket(buffer);
    if (!packet) return 0;
    if (packet.kind === 'encryption') this.write(Buffer.from('N'));
    // A query cannot be canceled: the only backend is busy until the query is done.
    else if (packet.kind === 'cancel') this.#socket.destroy();
    else {
      const database = packet.parameters.get('database') ?? packet.parameters.get('user') ?? '';
      if (database === this.#options.database) {
        this.#phase = 'password';
        this.write(ASK_FOR_PASSWORD);
      } else this.terminate('3D000', `database "${database}" does not exist`);
    }
    return packet.length;
  }

  #authenticate({ type, bytes }: Message): void {
    const password = bytes.toString('utf8', 5, bytes.length - 1);
    if (type !== 'p' || !timingSafeEqual(digest(password), digest(this.#options.password))) {
      this.terminate('28P01', 'password authentication failed');
      return;
    }
    clearTimeout(this.#deadline);
    this.#phase = 'ready';
    this.write(this.#options.greeting);
  }

  #accept(next: Message): void {
    if (next.type === 'X') {
      this.#socket.end();
      return;
    }
    this.#unit.push({ type: next.type, bytes: this.#renamed(refusingCopyIn(next)) });
    if (next.type === 'Q') this.#touchesUnnamed = true;
    if (!UNIT_ENDS.has(next.type)) return;
    this.#multiplexer.submit(this, {
      messages: this.#unit,
      leavesPipelineOpen: next.type === 'H',
      needsUnnamed: this.#needsUnnamed,
      touchesUnnamed: this.#touchesUnnamed,
    });
    this.#unit = [];
    this.#needsUnnamed = this.#touchesUnnamed = false;
  }

  /** Gives a named statement a name that no other client uses, because the backend has one namespace for all clients. */
  #renamed(next: Message): Buffer {
    const statement = statementNameOf(next);
    if (!statement) return next.bytes;
    if (statement.name === '') {
      if (next.type === 'P') {
        this.#touchesUnnamed = true;
        this.unnamedStatement = Buffer.from(next.bytes);
      } else if (!this.#touchesUnnamed) this.#needsUnnamed = true;
      return next.bytes;
    }
    let name = this.statementNames.get(statement.name);
    if (!name) {
      name = `session${this.#id}_${++this.#statementCount}`;
      this.statementNames.set(statement.name, name);
    }
    if (next.type === 'C') this.statementNames.delete(statement.name);
    return withStatementName(next, statement, name);
  }

  /** Messages that drop what this client left behind in the backend. */
  shutdownMessage(): Buffer {
    const names = [...this.statementNames.values()];
    return Buffer.concat([...names.map((name) => message('C', Buffer.from('S'), name)), message('S')]);
  }
}
