import { z } from 'zod';
import { declareBroadcasts } from '../broadcasts.ts';
import { declareErrors } from '../errors.ts';
import { urlMaxLength } from '../fields/common-fields.ts';
import { Id, lineOf, Text, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page, pageFields } from '../http/page.ts';
import { rateLimits } from '../rate-limits.ts';

/** How many receivers an installation can have, and for how many days its deliveries are kept. */
export const webhookLimits = { webhooks: 50, deliveryDays: 30 } as const;

export const webhookErrors = declareErrors({
  WEBHOOK_LIMIT_REACHED: { status: 409, message: 'There are 50 webhooks, and there can be no more. Delete one first.' },
  WEBHOOK_DISABLED: { status: 409, message: 'This webhook is switched off. Switch it on first.' },
});

declare module '../errors.ts' {
  interface FeatureErrors {
    readonly WEBHOOK_LIMIT_REACHED: (typeof webhookErrors)['WEBHOOK_LIMIT_REACHED'];
    readonly WEBHOOK_DISABLED: (typeof webhookErrors)['WEBHOOK_DISABLED'];
  }
}

/** A receiver was added, changed or removed. */
export const webhookBroadcasts = declareBroadcasts({ 'webhooks.changed': z.object({ webhookId: Id }) });

declare module '../broadcasts.ts' {
  interface FeatureBroadcasts {
    readonly 'webhooks.changed': (typeof webhookBroadcasts)['webhooks.changed'];
  }
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function urlFault(url: URL | null): string | null {
  if (!url) return 'This is not a web address.';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Use an address that begins with “https://”.';
  if (url.username !== '' || url.password !== '') return 'Leave the name and password out of the address.';
  return url.hash === '' ? null : 'Leave out the part from “#” on.';
}

/** Where events are sent. The installation decides whether `http:` and private networks are allowed. */
const WebhookUrl = Text.max(urlMaxLength, { error: `Use at most ${urlMaxLength} characters.`, abort: true })
  .overwrite((text) => parseUrl(text.trim())?.href ?? text.trim())
  .max(urlMaxLength, { error: `Use at most ${urlMaxLength} characters.` })
  .check(({ value, issues }) => {
    const fault = urlFault(parseUrl(value));
    if (fault !== null) issues.push({ code: 'custom', input: value, message: fault });
  })
  .meta({ format: 'uri', examples: ['https://hooks.example.com/pixelboxx'] });

/** Subjects of events; an empty list means all, also those that features add later. */
const Subjects = z
  .array(Text.regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9_-]*$/, { error: 'This is not a kind of event.' }).max(64))
  .max(200)
  .meta({ examples: [['user.registered']] });

const Name = lineOf({ max: 80, empty: 'Enter a name.' }).meta({ examples: ['Newsletter'] });

/** Why the service itself switched a receiver off. */
export const WebhookDisabledReason = z.enum(['GONE', 'FAILING']).meta({ id: 'WebhookDisabledReason' });
export type WebhookDisabledReason = z.infer<typeof WebhookDisabledReason>;

/** An outside receiver of events. Its secret is returned once, at creation. */
export const Webhook = z
  .object({
    id: Id,
    name: z.string(),
    url: z.string(),
    /** Empty for all. */
    subjects: z.array(z.string()),
    isEnabled: z.boolean(),
    /** `GONE`: it responded with 410. `FAILING`: nothing has reached it for five days. Null otherwise. */
    disabledReason: WebhookDisabledReason.nullable(),
    /** Since when every attempt has failed; null while it works. */
    failingSince: Timestamp.nullable(),
    /** Until when the previous secret also signs; null if there is none. */
    formerSecretUntil: Timestamp.nullable(),
    /** Raised by every change of these fields, also by the service: it fails, works again, is switched off. For `If-Match`. */
    version: z.int().positive(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookPage = Page(Webhook, 'WebhookPage');
export type WebhookPage = z.infer<typeof WebhookPage>;

/** The secret in the form of Standard Webhooks: `whsec_` and base64. */
export const WebhookWithSecret = z.object({ webhook: Webhook, secret: z.string() }).meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const WebhookSubjects = z.object({ subjects: z.array(z.string()) }).meta({ id: 'WebhookSubjects' });
export type WebhookSubjects = z.infer<typeof WebhookSubjects>;

/** `PENDING` waits for its first or next attempt; `FAILED` has had its last. */
export const WebhookDeliveryState = z.enum(['PENDING', 'DELIVERED', 'FAILED']).meta({ id: 'WebhookDeliveryState' });
export type WebhookDeliveryState = z.infer<typeof WebhookDeliveryState>;

/** The outcome of one event at one receiver. */
export const WebhookDelivery = z
  .object({
    id: Id,
    /** The `webhook-id` sent to the receiver: the same for every attempt, so that the receiver can recognize repetitions. */
    eventId: Id,
    subject: z.string(),
    data: z.record(z.string(), z.unknown()),
    occurredAt: Timestamp,
    state: WebhookDeliveryState,
    attempts: z.int().nonnegative(),
    lastAttemptAt: Timestamp.nullable(),
    /** Null when no further attempt is planned. */
    nextAttemptAt: Timestamp.nullable(),
    /** The status of the last response; null if there was none. */
    lastStatus: z.int().nullable(),
    /** What went wrong last, in a few words. */
    lastError: z.string().nullable(),
    lastDurationMs: z.int().nonnegative().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryPage = Page(WebhookDelivery, 'WebhookDeliveryPage');
export type WebhookDeliveryPage = z.infer<typeof WebhookDeliveryPage>;

/** The latest first. */
export const WebhooksQuery = z.strictObject(pageFields(50));
export type WebhooksQuery = z.infer<typeof WebhooksQuery>;

/** The latest first. */
export const WebhookDeliveriesQuery = z.strictObject({ state: WebhookDeliveryState.optional(), ...pageFields(20) });
export type WebhookDeliveriesQuery = z.infer<typeof WebhookDeliveriesQuery>;

export const WebhookParams = z.strictObject({ id: Id });
export const WebhookDeliveryParams = z.strictObject({ id: Id, deliveryId: Id });

export const CreateWebhookRequest = z
  .strictObject({ name: Name, url: WebhookUrl, subjects: Subjects.default([]) })
  .meta({ id: 'CreateWebhookRequest' });
export type CreateWebhookRequest = z.infer<typeof CreateWebhookRequest>;

/** Absent fields stay as they are. */
export const UpdateWebhookRequest = z
  .strictObject({
    name: Name.optional(),
    url: WebhookUrl.optional(),
    subjects: Subjects.optional(),
    isEnabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateWebhookRequest' });
export type UpdateWebhookRequest = z.infer<typeof UpdateWebhookRequest>;

export const WebhookReplay = z.object({ count: z.int().nonnegative() }).meta({ id: 'WebhookReplay' });
export type WebhookReplay = z.infer<typeof WebhookReplay>;

const change = {
  access: 'admin',
  rateLimit: rateLimits.admin,
  reauthentication: 'always',
  announces: { nothing: 'who outside is told of events, which administrators alone see' },
} as const;

/**
 * Sends events to other systems as they happen (https://www.standardwebhooks.com). Receivers belong to the installation
 * and are managed by administrators, whose changes are recorded in the audit trail.
 */
export const webhookEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/admin/webhooks',
    access: 'admin',
    status: 200,
    summary: 'Receivers of events, the latest first',
    query: WebhooksQuery,
    data: WebhookPage,
  }),
  subjects: endpoint({
    method: 'GET',
    path: '/v1/admin/webhook-subjects',
    access: 'admin',
    status: 200,
    summary: 'The kinds of events there are',
    data: WebhookSubjects,
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/admin/webhooks',
    ...change,
    status: 201,
    summary: 'Have events sent to an address; the secret that signs them is told now and never again',
    body: CreateWebhookRequest,
    data: WebhookWithSecret,
    errors: ['FORBIDDEN', 'WEBHOOK_LIMIT_REACHED'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/admin/webhooks/:id',
    access: 'admin',
    status: 200,
    summary: 'One receiver',
    version: true,
    lapses: 'formerSecretUntil',
    params: WebhookParams,
    data: Webhook,
    errors: ['NOT_FOUND'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/admin/webhooks/:id',
    ...change,
    status: 200,
    summary: 'Change a receiver, or switch it off and on',
    version: true,
    params: WebhookParams,
    body: UpdateWebhookRequest,
    data: Webhook,
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/admin/webhooks/:id',
    ...change,
    status: 204,
    summary: 'Delete a receiver and the record of what was sent to it',
    version: true,
    params: WebhookParams,
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  rotateSecret: endpoint({
    method: 'POST',
    path: '/v1/admin/webhooks/:id/secret',
    ...change,
    status: 200,
    summary: 'Make a new secret; the one of before signs beside it for a day',
    params: WebhookParams,
    data: WebhookWithSecret,
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  test: endpoint({
    method: 'POST',
    path: '/v1/admin/webhooks/:id/test',
    ...change,
    status: 202,
    summary: 'Send a `webhook.test` event to a receiver; it appears among the deliveries',
    params: WebhookParams,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'WEBHOOK_DISABLED'],
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/v1/admin/webhooks/:id/deliveries',
    access: 'admin',
    status: 200,
    summary: 'What was sent to a receiver and what became of it, the latest first',
    params: WebhookParams,
    query: WebhookDeliveriesQuery,
    data: WebhookDeliveryPage,
    errors: ['NOT_FOUND'],
  }),
  replay: endpoint({
    method: 'POST',
    path: '/v1/admin/webhooks/:id/deliveries/:deliveryId/replay',
    ...change,
    status: 202,
    summary: 'Send one event again, whatever became of it',
    params: WebhookDeliveryParams,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'WEBHOOK_DISABLED'],
  }),
  replayFailed: endpoint({
    method: 'POST',
    path: '/v1/admin/webhooks/:id/replay',
    ...change,
    status: 200,
    summary: 'Send everything again that had its last attempt without success',
    params: WebhookParams,
    data: WebhookReplay,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'WEBHOOK_DISABLED'],
  }),
} as const;
