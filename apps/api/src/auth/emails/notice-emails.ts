import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { EmailContent } from '../../platform/mail/email.ts';
import { formatOrigin, formatTime } from './format-moment.ts';

/** What an owner is told about as it happens. */
export type NoticeKind =
  | 'NEW_DEVICE'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'EMAIL_CHANGED'
  | 'TOKEN_REUSED'
  | 'EXPORT_REQUESTED'
  | 'SIGN_IN_METHOD_ADDED'
  | 'SIGN_IN_METHOD_REMOVED'
  | 'BACKUP_CODES_RENEWED'
  | 'BACKUP_CODE_USED'
  | 'TOKEN_CREATED'
  | 'ACCOUNT_DELETED';

interface Wording {
  readonly subject: string;
  readonly fact: (username: string) => string;
}

const wordings: Record<NoticeKind, Wording> = {
  NEW_DEVICE: {
    subject: 'A new device signed in to your account',
    fact: (username) => `A device that is new to us signed in to the account ${username}.`,
  },
  PASSWORD_CHANGED: {
    subject: 'Your password was changed',
    fact: (username) => `The password of the account ${username} was changed, and all other devices were signed out.`,
  },
  PASSWORD_RESET: {
    subject: 'Your password was reset',
    fact: (username) =>
      `A new password was chosen for the account ${username} by a link we had mailed. All devices were signed out.`,
  },
  EMAIL_CHANGED: {
    subject: 'Your e-mail address was changed',
    fact: (username) => `The account ${username} now has another e-mail address. This is the last letter to this one.`,
  },
  TOKEN_REUSED: {
    subject: 'We signed out one of your devices',
    fact: (username) =>
      `A sign-in token of the account ${username} was used twice. That can mean that someone copied it, so we signed that device out. Your other devices are not affected.`,
  },
  SIGN_IN_METHOD_ADDED: {
    subject: 'A way to sign in was added to your account',
    fact: (username) =>
      `A passkey, a code app or an account at another site can now be used to sign in to the account ${username}.`,
  },
  SIGN_IN_METHOD_REMOVED: {
    subject: 'A way to sign in was removed from your account',
    fact: (username) =>
      `A passkey, a code app or an account at another site can no longer be used to sign in to the account ${username}.`,
  },
  BACKUP_CODES_RENEWED: {
    subject: 'You have new backup codes',
    fact: (username) => `New backup codes were made for the account ${username}. The old ones no longer work.`,
  },
  BACKUP_CODE_USED: {
    subject: 'A backup code of your account was used',
    fact: (username) =>
      `A backup code of the account ${username} was used in place of the code app. Each code works once; the settings say how many are left.`,
  },
  TOKEN_CREATED: {
    subject: 'An access token for your account was made',
    fact: (username) =>
      `A program can now act for the account ${username} by an access token. The security settings say what it may do, and end it.`,
  },
  ACCOUNT_DELETED: {
    subject: 'Was it you who deleted your account?',
    fact: (username) =>
      `Someone signed in to the account ${username} deleted it. Another letter tells how to undo that.`,
  },
  EXPORT_REQUESTED: {
    subject: 'An archive of your data was asked for',
    fact: (username) =>
      `Someone signed in to the account ${username} asked for an archive of everything stored about it. You find it in the settings when it is ready.`,
  },
};

export interface NoticeFacts {
  readonly username: string;
  readonly origin: RequestContext;
  readonly at: Date;
  /** Null where the reader has proven nothing about the account, and so has no say in it. */
  readonly reportUrl: string | null;
}

export function noticeEmail(kind: NoticeKind, { username, origin, at, reportUrl }: NoticeFacts): EmailContent {
  const { subject, fact } = wordings[kind];
  const circumstances = `It was ${formatTime(at)}, by ${formatOrigin(origin)}.`;
  if (reportUrl === null) return { subject, heading: subject, paragraphs: [fact(username), circumstances] };
  return {
    subject,
    heading: subject,
    paragraphs: [fact(username), circumstances, 'Was it you? Then all is well, and there is nothing to do.'],
    button: { label: 'This wasn’t me', url: reportUrl },
    footnote:
      'The link works for 14 days. It asks you once more, then signs out every device, retires the password and mails you a link for choosing a new one.',
  };
}
