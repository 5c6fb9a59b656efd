import { z } from 'zod';
import { Id, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page, pageFields } from '../http/page.ts';
import { rateLimits } from '../rate-limits.ts';

/** Why an address gets no more mail: the mailbox does not exist, or its reader reported our mail as unwanted. */
export const SuppressionReason = z.enum(['BOUNCE', 'COMPLAINT']).meta({ id: 'SuppressionReason' });
export type SuppressionReason = z.infer<typeof SuppressionReason>;

/** An address that gets no more mail. */
export const Suppression = z
  .object({
    id: Id,
    /** Masked, `a…@example.com`; null once the account that had it is removed. */
    address: z.string().nullable(),
    /** The account that has the address now; null if none does. */
    user: z.object({ id: Id, username: z.string() }).nullable(),
    reason: SuppressionReason,
    /** How often that was reported, and when first and last. */
    reports: z.int().positive(),
    createdAt: Timestamp,
    lastReportedAt: Timestamp,
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const SuppressionPage = Page(Suppression, 'SuppressionPage');
export type SuppressionPage = z.infer<typeof SuppressionPage>;

/** Newest first. */
export const SuppressionsQuery = z.strictObject(pageFields(20));
export type SuppressionsQuery = z.infer<typeof SuppressionsQuery>;

export const SuppressionParams = z.strictObject({ id: Id });

/** Whether mail reaches the account's address; null if no problem is known. */
export const MailDelivery = z
  .object({ trouble: z.object({ reason: SuppressionReason, since: Timestamp }).nullable() })
  .meta({ id: 'MailDelivery' });
export type MailDelivery = z.infer<typeof MailDelivery>;

/**
 * Addresses that get no more mail, because mail to them bounced or was complained about. The owner of such an address is
 * notified, and can lift the suppression by proving the address or by changing to another one; administrators can lift any.
 */
export const suppressionEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/admin/suppressed-addresses',
    access: 'admin',
    status: 200,
    summary: 'Addresses that nothing more is mailed to',
    query: SuppressionsQuery,
    data: SuppressionPage,
  }),
  lift: endpoint({
    method: 'DELETE',
    path: '/v1/admin/suppressed-addresses/:id',
    access: 'admin',
    status: 204,
    summary: 'Mail to an address again',
    params: SuppressionParams,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  own: endpoint({
    method: 'GET',
    path: '/v1/users/me/mail-delivery',
    access: 'user',
    status: 200,
    summary: 'Whether mail reaches your address',
    data: MailDelivery,
  }),
} as const;
