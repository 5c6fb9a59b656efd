import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, Timestamp } from '../fields/fields.ts';

export const AuditFormat = z.enum(['ndjson', 'csv']).meta({ id: 'AuditFormat' });
export type AuditFormat = z.infer<typeof AuditFormat>;

/**
 * One line of an exported audit trail. New fields are added at the end; none is renamed or removed.
 * `act`: what a moderator, an administrator or a command on the server did; kept after the accounts are gone.
 * `event`: what happened on an account, as its owner sees it; removed with the account.
 */
export const AuditRecord = z
  .object({
    kind: z.enum(['act', 'event']),
    id: Id,
    at: Timestamp,
    /** See `securityEventTypes`; and `AUDIT_EXPORT_COMPLETED`. */
    type: z.string(),
    /** Who did it, if not the account's owner; null for a command on the server. */
    actorId: Id.nullable(),
    accountId: Id.nullable(),
    requestId: z.string().nullable(),
    sessionId: Id.nullable(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    /**
     * For `AUDIT_EXPORT_COMPLETED`: `{ format, from, to, records, sha256 }`. For `WEBHOOK_…`: `{ webhookId }`, and
     * `because` if it followed automatically, such as from a report that the account was stolen.
     */
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditRecord' });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** In the order of the columns of a CSV file. */
export const auditFields = Object.keys(AuditRecord.shape) as readonly (keyof AuditRecord)[];

export const AuditExportRequest = z
  .strictObject({
    from: Timestamp.meta({ examples: ['2026-11-01T00:00:00.000Z'] }),
    /** Exclusive. A time in the future means now. */
    to: Timestamp.meta({ examples: ['2026-12-01T00:00:00.000Z'] }),
    format: AuditFormat.meta({ examples: ['ndjson'] }),
  })
  .refine(({ from, to }) => new Date(from) < new Date(to), {
    error: 'The end comes before the beginning.',
    path: ['to'],
  })
  .meta({ id: 'AuditExportRequest' });
export type AuditExportRequest = z.infer<typeof AuditExportRequest>;

/**
 * The trail of a period as a file, oldest record first. NDJSON: a head `{ kind: "head", version, from, to }`, a record
 * in each line, and a trailer `{ kind: "trailer", records, sha256 }`. CSV (RFC 4180): the names of the fields, a record
 * in each line, every cell quoted and none of them a formula, and a trailer `trailer,<records>,<sha256>`. `sha256`
 * covers every byte before the last line; it is also written to the trail. A file without a trailer was cut off.
 */
export const exportAudit = endpoint({
  method: 'POST',
  path: '/v1/admin/audit/exports',
  access: 'admin',
  status: 200,
  summary: 'Export the audit trail of a time, as a file',
  body: AuditExportRequest,
  download: ['application/x-ndjson', 'text/csv'],
  rateLimit: { name: 'audit-export', limit: 12, windowSeconds: 3600, by: 'user' },
  reauthentication: 'always',
});
