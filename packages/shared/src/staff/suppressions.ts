import { z } from 'zod';
import { Id, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page, pageFields } from '../http/page.ts';
import { rateLimits } from '../rate-limits.ts';

/** Why nothing more is mailed to an address: there is no such mailbox, or its reader called our mail unwanted. */
export const SuppressionReason = z.enum(['BOUNCE', 'COMPLAINT']).meta({ id: 'SuppressionReason' });
export type SuppressionReason = z.infer<typeof SuppressionReason>;

/** An address that nothing more is mailed to. */
export const Suppression = z
  .object({
    id: Id,
    /** Without most of its letters, `a…@example.com`; null once the account that had it is removed. */
    address: z.string().nullable(),
    /** The account that has it now; null where none does. */
    user: z.object({ id: Id, username: z.string() }).nullable(),
    reason: SuppressionReason,
    /** How often that was told, and when first and last. */
    reports: z.int().positive(),
    createdAt: Timestamp,
    lastReportedAt: Timestamp,
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const SuppressionPage = Page(Suppression, 'SuppressionPage');
export type SuppressionPage = z.infer<typeof SuppressionPage>;

/** The latest first. */
export const SuppressionsQuery = z.strictObject(pageFields(20));
export type SuppressionsQuery = z.infer<typeof SuppressionsQuery>;

export const SuppressionParams = z.strictObject({ id: Id });

/** Whether mail reaches the address of the account; null when nothing is known against it. */
export const MailDelivery = z
  .object({ trouble: z.object({ reason: SuppressionReason, since: Timestamp }).nullable() })
  .meta({ id: 'MailDelivery' });
export type MailDelivery = z.infer<typeof MailDelivery>;

/**
 * Addresses that nothing more is mailed to, since mail to them bounced or was complained about. Whoever owns one is told, and
 * lifts it by proving the address or by having another one; administrators lift any.
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
