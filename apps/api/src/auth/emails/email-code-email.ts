import type { EmailContent } from '../../platform/mail/email.ts';

export function emailCodeEmail({ username, code }: { username: string; code: string }): EmailContent {
  return {
    subject: 'Your code for signing in',
    heading: `${code.slice(0, 4)} ${code.slice(4)}`,
    paragraphs: [
      `Codes from the app of the account ${username} were wrong many times today. Until that has calmed down, signing in needs this code, too. It works for 5 minutes.`,
      'Are you not signing in right now? Then somebody knows your password: choose another one. Never give this code to anybody.',
    ],
  };
}
