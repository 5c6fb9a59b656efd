import type { EmailContent } from '../../platform/mail/email.ts';
import { formatDay } from '../../auth/emails/index.ts';

export interface DeletionFacts {
  readonly username: string;
  readonly restoreUrl: string;
  readonly purgeAt: Date;
}

export function deletionEmail({ username, restoreUrl, purgeAt }: DeletionFacts): EmailContent {
  return {
    subject: 'Your account is deleted',
    preview: `You can change your mind until ${formatDay(purgeAt)}.`,
    heading: `Goodbye, ${username}`,
    paragraphs: [
      'Your account is deleted, as you asked. Every device is signed out, and nobody sees your profile any more.',
      `Until ${formatDay(purgeAt)} you can have everything back as it was. After that day we remove it for good: your profile, your pictures, and all records about you.`,
    ],
    button: { label: 'Restore my account', url: restoreUrl },
    footnote:
      'Was this not you? Then use the other letter that we have just sent: it restores the account, and locks everybody else out of it.',
  };
}

export function goodbyeEmail({ username }: { username: string }): EmailContent {
  return {
    subject: 'Everything is removed',
    heading: 'Everything is removed',
    paragraphs: [
      `The account ${username} and everything we stored about it are gone: profile, pictures, sessions and records. The username is free again.`,
      'This letter is your receipt, and the last one. Thank you for having been here.',
    ],
  };
}
