/**
 * The few parts of PostgreSQL's frontend/backend protocol 3 that are needed to share one backend among clients. Source:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const HEADER_BYTES = 5;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 3;
/** No legitimate packet is longer before authentication; avoids waiting for a stray HTTP client. */
const MAX_STARTUP_BYTES = 10_000;

export class ProtocolViolation extends Error {}

export interface StartupPacket {
  kind: 'encryption' | 'cancel' | 'startup';
  parameters: Map<string, string>;
  length: number;
}

/** The untyped first packet of a connection, or undefined if it is incomplete. Throws ProtocolViolation. */
export function readStartupPacket(buffer: Buffer): StartupPacket | undefined {
  if (buffer.length < 8) return undefined;
  const length = buffer.readInt32BE(0);
  const code = buffer.readInt32BE(4);
  if (length < 8 || length > MAX_STARTUP_BYTES) throw new ProtocolViolation('not a PostgreSQL client');
  if (buffer.length < length) return undefined;
  const parameters = new Map<string, string>();
  if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption', parameters, length };
  if (code === CANCEL_REQUEST) return { kind: 'cancel', parameters, length };
  if (code >>> 16 !== PROTOCOL_3) throw new ProtocolViolation(`unsupported frontend protocol ${code >>> 16}`);
  const words = buffer.toString('utf8', 8, length).split('\0');
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) parameters.set(words[i] ?? '', words[i + 1] ?? '');
  return { kind: 'startup', parameters, length };
}

export interface Message {
  type: string;
  bytes: Buffer;
}

/** The next typed message, or undefined if it is incomplete. Throws ProtocolViolation. */
export function readMessage(buffer: Buffer): Message | undefined {
  if (buffer.length < HEADER_BYTES) return undefined;
  const length = buffer.readInt32BE(1) + 1;
  if (length < HEADER_BYTES) throw new ProtocolViolation('invalid message length');
  if (buffer.length < length) return undefined;
  return { type: String.fromCharCode(buffer[0] ?? 0), bytes: buffer.subarray(0, length) };
}

/** The messages in a buffer that ends at the end of a message. */
export function* messagesIn(buffer: Buffer): Generator<Message> {
  for (let rest = buffer; rest.length > 0;) {
    const next = readMessage(rest);
    if (!next) throw new ProtocolViolation('incomplete message');
    yield next;
    rest = rest.subarray(next.bytes.length);
  }
}

export function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part + '\0') : part)));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** An ErrorResponse of severity FATAL with this SQLSTATE. */
export function fatal(sqlState: string, text: string): Buffer {
  return message('E', 'SFATAL', 'VFATAL', `C${sqlState}`, `M${text}`, Buffer.from([0]));
}

export const SYNC = message('S');
export const ASK_FOR_PASSWORD = message('R', Buffer.from([0, 0, 0, 3]));

/** Where a message names a prepared statement; undefined if it names none. */
export function statementNameOf({ type, bytes }: Message): { start: number; end: number; name: string } | undefined {
  let start = HEADER_BYTES;
  if (type === 'B') start = bytes.indexOf(0, HEADER_BYTES) + 1;
  else if ((type === 'D' || type === 'C') && bytes[HEADER_BYTES] === 'S'.charCodeAt(0)) start = HEADER_BYTES + 1;
  else if (type !== 'P') return undefined;
  const end = bytes.indexOf(0, start);
  if (start === 0 || end < 0) throw new ProtocolViolation('unterminated statement name');
  return { start, end, name: bytes.toString('utf8', start, end) };
}

/** The same message with another statement name. */
export function withStatementName(original: Message, at: { start: number; end: number }, name: string): Buffer {
  const { bytes, type } = original;
  return message(type, bytes.subarray(HEADER_BYTES, at.start), Buffer.from(name), bytes.subarray(at.end));
}

/** The SQL of a Query or Parse message. */
export function textOf({ type, bytes }: Message): string {
  const start = type === 'Q' ? HEADER_BYTES : bytes.indexOf(0, HEADER_BYTES) + 1;
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

const COPY_IN = /(?:^|;)\s*copy\s[^;]*\sfrom\s+stdin\b/i;
const REFUSAL = `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000',
  MESSAGE = 'COPY FROM STDIN is not possible on the embedded database'; END $$`;

/** The backend cannot wait for more input within a statement and would end, so such a COPY is turned into an error. */
export function refusingCopyIn(original: Message): Message {
  if (original.type !== 'Q' && original.type !== 'P') return original;
  const { bytes } = original;
  const textStart = original.type === 'Q' ? HEADER_BYTES : bytes.indexOf(0, HEADER_BYTES) + 1;
  const textEnd = bytes.indexOf(0, textStart);
  if (!COPY_IN.test(bytes.toString('utf8', textStart, textEnd))) return original;
  const head = bytes.subarray(HEADER_BYTES, textStart);
  return { type: original.type, bytes: message(original.type, head, REFUSAL, bytes.subarray(textEnd + 1)) };
}
