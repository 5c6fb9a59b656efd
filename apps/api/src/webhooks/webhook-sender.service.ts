import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Webhook } from '../generated/prisma/client.ts';
import { OutgoingFailure } from '../platform/outgoing-http/outgoing-failure.ts';
import { OutgoingHttp } from '../platform/outgoing-http/outgoing-http.ts';
import type { ClaimedDelivery, Outcome } from './deliveries.store.ts';
import { WebhookSecrets } from './webhook-secrets.ts';

/** As the Standard Webhooks recommend: receivers should respond at once and do the work later. */
const timeoutMs = 15_000;

/** Makes one attempt at one delivery. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly http: OutgoingHttp,
    private readonly secrets: WebhookSecrets,
    private readonly clock: Clock,
  ) {}

  /** Any status from 200 to 299 means that the receiver has accepted it; a redirect does not. Never throws. */
  async send(webhook: Webhook, { eventId, subject, data, occurredAt }: ClaimedDelivery): Promise<Outcome> {
    const beganMs = performance.now();
    const outcome = (status: number | null, error: string | null): Outcome => ({
      status,
      error,
      durationMs: Math.round(performance.now() - beganMs),
    });
    try {
      const body = JSON.stringify({ type: subject, timestamp: occurredAt.toISOString(), data });
      const signature = this.secrets.headersOf(webhook, { id: eventId, at: this.clock.now(), body });
      const headers = { 'content-type': 'application/json', 'user-agent': 'pixelboxx-webhooks', ...signature };
      const status = await this.http.post({ url: new URL(webhook.url), headers, body, timeoutMs });
      return outcome(status, status >= 200 && status < 300 ? null : `It answered ${status}.`);
    } catch (error) {
      return outcome(null, error instanceof OutgoingFailure ? error.message : 'It could not be sent.');
    }
  }
}
