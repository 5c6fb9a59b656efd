/** Links and codes in emails to accounts, and the mailboxes they go to. */
export { AccountLinksService, accountLinkTtlSeconds } from './account-links.service.ts';
export {
  expiryAfter,
  hashMailToken,
  isUsable,
  newMailToken,
  recoveryTtlSeconds,
  resetTtlSeconds,
  usable,
  verificationTtlSeconds,
} from './email-token.ts';
export { EmailsModule } from './emails.module.ts';
export { mailLink } from './links.ts';
export { assertPublicDomain, mailboxKey } from './mailboxes.ts';
