import { CreateWebhookRequest } from '@pixelboxx/shared/features/webhooks';

/** What of a webhook is typed; kinds of events are chosen. */
export const WebhookEntries = CreateWebhookRequest.pick({ name: true, url: true });
