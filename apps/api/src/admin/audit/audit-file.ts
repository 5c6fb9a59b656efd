import { type AuditFormat, type AuditRecord, auditFields } from '@pixelboxx/shared';
import { createHash } from 'node:crypto';
import type { AuditRange } from './audit-records.ts';

/** The totals of an export. */
export interface AuditDigest {
  readonly records: number;
  /** Of every byte before the last line; 64 hexadecimal digits. */
  readonly sha256: string;
}

interface Writer {
  head(range: AuditRange): string;
  line(record: AuditRecord): string;
  trailer(digest: AuditDigest): string;
}

const writers: Record<AuditFormat, Writer> = {
  ndjson: {
    head: ({ from, to }) => jsonLine({ kind: 'head', version: 1, from: from.toISOString(), to: to.toISOString() }),
    line: (record) => jsonLine(Object.fromEntries(auditFields.map((field) => [field, record[field]]))),
    trailer: (digest) => jsonLine({ kind: 'trailer', ...digest }),
  },
  csv: {
    head: () => `${auditFields.join(',')}\r\n`,
    line: (record) => `${auditFields.map((field) => cellOf(record[field])).join(',')}\r\n`,
    trailer: ({ records, sha256 }) => `trailer,${records},${sha256}\r\n`,
  },
};

const jsonLine = (value: object): string => `${JSON.stringify(value)}\n`;

/**
 * RFC 4180. Text that a spreadsheet would take for a formula is escaped: strangers choose user agents (OWASP, CSV
 * injection). Everything is quoted, so the separators of any country stay within their cell.
 */
function cellOf(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return `"${(/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** The lines of an export, and as the last one the digest of all before it; `onEnd` gets the digest before that line is sent. */
export async function* writeAuditFile(
  format: AuditFormat,
  range: AuditRange,
  pages: AsyncIterable<readonly AuditRecord[]>,
  onEnd: (digest: AuditDigest) => Promise<void>,
): AsyncGenerator<string, void> {
  const writer = writers[format];
  const hash = createHash('sha256');
  let records = 0;
  const hashed = (text: string): string => {
    hash.update(text);
    return text;
  };
  yield hashed(writer.head(range));
  for await (const page of pages) {
    records += page.length;
    yield hashed(page.map((record) => writer.line(record)).join(''));
  }
  const digest = { records, sha256: hash.digest('hex') };
  await onEnd(digest);
  yield writer.trailer(digest);
}

const trailerPatterns = [
  /^\{"kind":"trailer","records":(\d+),"sha256":"([0-9a-f]{64})"\}\n$/,
  /^trailer,(\d+),([0-9a-f]{64})\r\n$/,
];

/**
 * Whether a file is a complete and unchanged export. Constant memory.
 * @returns the digest in its trailer, confirmed by its bytes; null for a file that was cut off or changed
 */
export async function checkAuditFile(chunks: AsyncIterable<Buffer>): Promise<AuditDigest | null> {
  const hash = createHash('sha256');
  // No trailer is longer, including the line break before it.
  let tail = Buffer.alloc(0);
  const keep = 200;
  for await (const chunk of chunks) {
    tail = Buffer.concat([tail, chunk]);
    if (tail.length <= keep) continue;
    hash.update(tail.subarray(0, tail.length - keep));
    tail = tail.subarray(tail.length - keep);
  }
  const start = tail.subarray(0, -1).lastIndexOf('\n') + 1;
  const line = tail.subarray(start).toString();
  for (const pattern of trailerPatterns) {
    const [, records, sha256] = pattern.exec(line) ?? [];
    if (records === undefined || sha256 === undefined) continue;
    return hash.update(tail.subarray(0, start)).digest('hex') === sha256 ? { records: Number(records), sha256 } : null;
  }
  return null;
}
