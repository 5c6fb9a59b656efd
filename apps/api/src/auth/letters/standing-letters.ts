import type { Letter } from '../../platform/mail/letter.ts';

export function suspensionLetter({ username, reason }: { username: string; reason: string }): Letter {
  return {
    subject: 'Your account is suspended',
    heading: 'Your account is suspended',
    paragraphs: [
      `The people who look after this site have suspended the account ${username}. Every device is signed out, and nobody can sign in to it for now.`,
      `This is what they wrote: ${reason}`,
    ],
    footnote: 'Nothing of yours was removed. If you think that this is a mistake, please answer this letter.',
  };
}
