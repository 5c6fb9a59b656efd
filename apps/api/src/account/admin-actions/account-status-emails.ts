import type { EmailContent } from '../../platform/mail/email.ts';

export function suspensionEmail({ username, reason }: { username: string; reason: string }): EmailContent {
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

export function factorsResetEmail({ username }: { username: string }): EmailContent {
  return {
    subject: 'Your second step was removed',
    heading: 'Your second step was removed',
    paragraphs: [
      `The people who look after this site removed the code app, backup codes and passkeys of the account ${username}, because somebody asked for it. Every device is signed out; your password alone signs you in now.`,
      'Set up a new code app or passkey in the settings as soon as you are in.',
    ],
    footnote: 'If you did not ask for this, choose a new password at once and answer this letter.',
  };
}
