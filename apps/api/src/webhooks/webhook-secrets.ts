import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Webhook as Signer } from 'standardwebhooks';
import type { Webhook } from '../generated/prisma/client.ts';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import type { DataCipher } from '../platform/crypto/data-cipher.ts';
import { webhookCipher } from '../platform/crypto/sealed-values.ts';

export interface Signed {
  /** Identifies the message to the receiver, however often it is sent. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

type Keys = Pick<Webhook, 'id' | 'sealedSecret' | 'formerSealedSecret' | 'formerSecretUntil'>;

/**
 * Secrets for signing webhooks (https://www.standardwebhooks.com, HMAC-SHA256). They are needed for each message, so
 * the database stores them encrypted, each bound to its row.
 */
@Injectable()
export class WebhookSecrets {
  private readonly cipher: DataCipher;

  constructor(@InjectConfig() { secrets }: Config) {
    this.cipher = webhookCipher(secrets);
  }

  /** @returns `secret` for the administrator, `sealed` for the row with that id */
  create(webhookId: string): { secret: string; sealed: Buffer<ArrayBuffer> } {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { secret, sealed: this.cipher.encrypt(Buffer.from(secret), webhookId) };
  }

  /** The headers for the body, with one signature per valid secret: a former secret also signs while it is valid. */
  headersOf(keys: Keys, { id, at, body }: Signed): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.secretsOf(keys, at)
        .map((secret) => new Signer(secret).sign(id, at, body))
        .join(' '),
    };
  }

  private secretsOf({ id, sealedSecret, formerSealedSecret, formerSecretUntil }: Keys, at: Date): string[] {
    const isFormerGood = formerSecretUntil !== null && formerSecretUntil > at;
    const sealed = [sealedSecret, ...(formerSealedSecret && isFormerGood ? [formerSealedSecret] : [])];
    return sealed.map((secret) => this.cipher.decrypt(secret, id).toString());
  }
}
