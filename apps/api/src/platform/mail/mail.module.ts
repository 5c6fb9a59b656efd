import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { FileMailer } from './file-mailer.ts';
import { InboxController } from './inbox.controller.ts';
import { MailService } from './mail.service.ts';
import { Mailer } from './mailer.ts';
import { outboxDirectory } from './outbox-directory.ts';
import { SuppressionList } from './suppressions/suppression-list.ts';
import { SmtpMailer } from './smtp-mailer.ts';

function createMailer(config: Pick<Config, 'dataDir' | 'mail'>): Mailer {
  const { smtpUrl, from } = config.mail;
  return smtpUrl === null
    ? new FileMailer({ directory: outboxDirectory(config), from })
    : new SmtpMailer({ url: smtpUrl, from });
}

@Global()
@Module({})
export class MailModule {
  /** `/dev/inbox` exists in development only: it shows everyone's emails, tokens included. */
  static of(config: Config): DynamicModule {
    const hasInbox = config.environment === 'development' && config.mail.smtpUrl === null;
    return {
      module: MailModule,
      providers: [{ provide: Mailer, useFactory: createMailer, inject: [CONFIG] }, MailService, SuppressionList],
      controllers: hasInbox ? [InboxController] : [],
      exports: [MailService, SuppressionList],
    };
  }
}
