import type { EmailContent } from '../platform/mail/email.ts';

export function removalEmail({ username, reason }: { username: string; reason: string }): EmailContent {
  return {
    subject: 'A picture of yours was removed',
    heading: 'A picture of yours was removed',
    paragraphs: [
      `The people who look after this site have removed a picture of the account ${username}. It is gone for good, in all its sizes.`,
      `This is what they wrote: ${reason}`,
    ],
    footnote: 'Nothing else of yours was changed. If you think that this is a mistake, please answer this letter.',
  };
}
