/** Composes emails to users, in their language. */
export type { NoticeKind } from './catalogue/catalogue.ts';
export { composeEmail, composeNotice, type EmailFacts, type NoticeFacts } from './compose.ts';
export { composeOwnEmail, declareEmail, type OwnEmail, type OwnFacts } from './own-emails.ts';
export { languageOf } from './languages.ts';
