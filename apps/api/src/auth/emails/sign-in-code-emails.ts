import { emailCodeMinutes } from '@pixelboxx/shared';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { EmailContent } from '../../platform/mail/email.ts';
import { formatOrigin } from './format-moment.ts';

interface SignInCodeFacts {
  readonly username: string;
  /** Eight digits. */
  readonly code: string;
  readonly url: string;
  readonly origin: RequestContext;
}

export function signInCodeEmail({ username, code, url, origin }: SignInCodeFacts): EmailContent {
  return {
    subject: 'Your code for Pixelboxx',
    // What a locked screen shows beside the subject: not the code.
    preview: `For signing in to the account ${username}.`,
    heading: `${code.slice(0, 4)} ${code.slice(4)}`,
    paragraphs: [
      `Type this code where you are signing in to the account ${username}. It works once, for ${emailCodeMinutes} minutes, and only in the browser that asked for it: ${formatOrigin(origin)}.`,
      'Never give it to anybody. We ask for it on our own pages only.',
    ],
    button: { label: 'Sign in', url },
    footnote:
      'The button does the same, if you open it in that browser. Are you not signing in right now? Then do nothing: without this e-mail nobody gets in.',
  };
}

/** To somebody without an account who typed their address, or whose address somebody else typed. */
export function invitationEmail({ url }: { url: string }): EmailContent {
  return {
    subject: 'There is no account with this address',
    heading: 'Nobody here by this address',
    paragraphs: [
      'Someone, hopefully you, wanted to sign in to Pixelboxx with this address, and there is no account with it. Perhaps you have one with another address. If not, you are welcome to make one.',
    ],
    button: { label: 'Create an account', url },
    footnote: 'Was it not you? Then do nothing. We write this once a day at most.',
  };
}
