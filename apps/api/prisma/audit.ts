import { AuditFormat } from '@pixelboxx/shared';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { type AuditDigest, checkAuditFile, writeAuditFile } from '../src/admin/audit/audit-file.ts';
import { type AuditRange, readAuditRecords } from '../src/admin/audit/audit-records.ts';
import { uuidv7 } from '../src/platform/identifiers.ts';
import { ArgumentsProblem } from './arguments.ts';
import { connect, type Report } from './migrate/connection.ts';
import { DatabaseProblem } from './migrate/problem.ts';

const usage = `Usage: npm run db -- audit <command>
  export <file> [--from <time>] [--to <time>] [--format ndjson|csv]
                 the audit trail into a new file; times as 2026-11-29 or 2026-11-29T10:00:00Z, by default all until now
  verify <file>  whether an exported file is whole and unchanged; with DATABASE_URL, whether this installation made it`;

export interface AuditOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly format?: string | undefined;
}

interface Surroundings {
  readonly url: string | undefined;
  readonly report: Report;
  readonly deadlineMs: number;
}

/** @throws DatabaseProblem */
export async function lookAfterAudit(
  [command, file]: readonly string[],
  options: AuditOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (file === undefined || (command !== 'export' && command !== 'verify')) throw new ArgumentsProblem(usage);
  if (command === 'verify') await verify(file, surroundings);
  else await exportTo(file, options, surroundings);
}

async function exportTo(
  file: string,
  { from, to, format = 'ndjson' }: AuditOptions,
  { url, report, deadlineMs }: Surroundings,
): Promise<void> {
  if (url === undefined) throw new DatabaseProblem('Set DATABASE_URL to the database with the audit trail.');
  const known = AuditFormat.safeParse(format);
  if (!known.success) throw new ArgumentsProblem(usage);
  const range = { from: momentOf(from, new Date(0)), to: momentOf(to, new Date()) };
  const client = await connect(url, deadlineMs, report);
  try {
    await record(client, 'AUDIT_EXPORTED', null);
    const content = writeAuditFile(known.data, range, readAuditRecords(client, range), async (digest) => {
      await record(client, 'AUDIT_EXPORT_COMPLETED', { format: known.data, ...textOf(range), ...digest });
      report(`Exported ${digest.records} records, SHA-256 ${digest.sha256}.`);
    });
    // Readable only by its owner; never overwrites a file.
    await pipeline(Readable.from(content), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } finally {
    await client.end();
  }
}

async function verify(file: string, { url, report, deadlineMs }: Surroundings): Promise<void> {
  const digest = await checkAuditFile(createReadStream(file));
  if (!digest) throw new DatabaseProblem(`${file} is no whole export: it was cut off or changed.`);
  report(`Whole and unchanged: ${digest.records} records, SHA-256 ${digest.sha256}.`);
  if (url !== undefined) report(await originOf(digest, url, { report, deadlineMs }));
}

/** @throws DatabaseProblem for an export that this installation does not know: anybody can compute a digest. */
async function originOf(
  { sha256 }: AuditDigest,
  url: string,
  { report, deadlineMs }: Pick<Surroundings, 'report' | 'deadlineMs'>,
): Promise<string> {
  const client = await connect(url, deadlineMs, report);
  try {
    const { rows } = await client.query<{ at: Date; actorId: string | null }>(
      `SELECT created_at AS at, actor_id AS "actorId" FROM audit_entries
        WHERE type = 'AUDIT_EXPORT_COMPLETED' AND detail->>'sha256' = $1 ORDER BY created_at LIMIT 1`,
      [sha256],
    );
    const [made] = rows;
    if (!made) throw new DatabaseProblem('This installation knows no such export, or does not keep it any more.');
    return `Made here at ${made.at.toISOString()}, by ${made.actorId ?? 'a command at the server'}.`;
  } finally {
    await client.end();
  }
}

function momentOf(text: string | undefined, otherwise: Date): Date {
  if (text === undefined) return otherwise;
  const moment = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(moment.getTime()))
    throw new ArgumentsProblem(`${text} is no time such as 2026-11-29 or 2026-11-29T10:00:00Z.`);
  return moment;
}

const textOf = ({ from, to }: AuditRange) => ({ from: from.toISOString(), to: to.toISOString() });

async function record(client: pg.Client, type: string, detail: object | null): Promise<void> {
  await client.query(
    `INSERT INTO audit_entries (id, type, request_id, detail) VALUES ($1, $2, 'server command', $3::jsonb)`,
    [uuidv7(), type, detail && JSON.stringify(detail)],
  );
}
