import type { EmailContent } from '../../platform/mail/email.ts';

/*
 * Letters greet by username, which is plain ASCII without dots or slashes. A display name is free text: whoever
 * registers with someone else's address could send them any message through us.
 */

export function verificationEmail({ username, url }: { username: string; url: string }): EmailContent {
  return {
    subject: 'Confirm your e-mail address',
    preview: 'One click, and your account is complete.',
    heading: `Welcome, ${username}`,
    paragraphs: [
      'It is good to have you here. Please confirm that this address is yours, so that we can help you if you ever lose your password.',
      'The link works for 24 hours. Where you are not signed in yet, you will be asked to, so that we know it is you.',
    ],
    button: { label: 'Confirm my address', url },
    footnote:
      'Did you not create this account? Then do nothing, and it stays unconfirmed. If you would like to use Pixelboxx with this address yourself, choose “Forgot password” on the sign-in page: that makes the account yours.',
  };
}

export function emailChangeEmail({ username, url }: { username: string; url: string }): EmailContent {
  return {
    subject: 'Confirm your new e-mail address',
    preview: 'Your address changes when you confirm it.',
    heading: 'Is this your new address?',
    paragraphs: [
      `Someone who knows the password of the account ${username} asked to use this address for it. Nothing changes until you confirm.`,
      'The link works for 24 hours, in a browser that is signed in to the account.',
    ],
    button: { label: 'Use this address', url },
    footnote: 'Is this not your account? Then do nothing: without your confirmation the address is not used.',
  };
}
