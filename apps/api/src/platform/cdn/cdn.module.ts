import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { CdnPurger, NoCdnPurger } from './cdn-purger.ts';
import { CloudflarePurger } from './cloudflare-purger.ts';
import { WebhookPurger } from './webhook-purger.ts';

function createCdnPurger({ cdn }: Pick<Config, 'cdn'>): CdnPurger {
  if (!cdn) return new NoCdnPurger();
  return cdn.kind === 'cloudflare' ? new CloudflarePurger(cdn) : new WebhookPurger(cdn);
}

@Global()
@Module({
  providers: [{ provide: CdnPurger, useFactory: createCdnPurger, inject: [CONFIG] }],
  exports: [CdnPurger],
})
export class CdnModule {}
