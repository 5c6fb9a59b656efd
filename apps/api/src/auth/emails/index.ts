/** What accounts are mailed, and the links in it. */
export { AccountLinksService } from './account-links.service.ts';
export { emailCodeEmail } from './email-code-email.ts';
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
export { formatDay } from './format-moment.ts';
export { mailLink } from './links.ts';
export { assertPublicDomain, mailboxKey } from './mailboxes.ts';
export { noticeEmail, type NoticeKind } from './notice-emails.ts';
export { passwordResetEmail, type ResetReason } from './password-emails.ts';
export { invitationEmail, signInCodeEmail } from './sign-in-code-emails.ts';
export { emailChangeEmail, verificationEmail } from './verification-emails.ts';
