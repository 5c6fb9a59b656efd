import { CreateWebhookRequest } from '@pixelboxx/shared/features/webhooks';

/** The typed part of a webhook; types of events are chosen. */
export const WebhookEntries = CreateWebhookRequest.pick({ name: true, url: true });
