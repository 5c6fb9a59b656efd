import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Webhook as Signer } from 'standardwebhooks';
import type { Webhook } from '../generated/prisma/client.ts';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import type { DataCipher } from '../platform/crypto/data-cipher.ts';
import { webhookCipher } from '../platform/crypto/sealed-values.ts';

export interface Signed {
  /** What the receiver knows a message by, however often it comes. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

type Keys = Pick<Webhook, 'id' | 'sealedSecret' | 'formerSealedSecret' | 'formerSecretUntil'>;

/**
 * Secrets that webhooks are signed with (https://www.standardwebhooks.com, HMAC-SHA256). They must be read again for each
 * message, so they lie in the database encrypted, each bound to its row.
 */
@Injectable()
export class WebhookSecrets {
  private readonly cipher: DataCipher;

  constructor(@InjectConfig() { secrets }: Config) {
    this.cipher = webhookCipher(secrets);
  }

  /** @returns `secret` for the administrator, `sealed` for the row of that id */
  create(webhookId: string): { secret: string; sealed: Buffer<ArrayBuffer> } {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { secret, sealed: this.cipher.encrypt(Buffer.from(secret), webhookId) };
  }

  /** The headers that go with the body. While a former secret is good, a signature by each. */
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
