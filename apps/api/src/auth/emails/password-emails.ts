import type { EmailContent } from '../../platform/mail/email.ts';

/** Why someone is to choose a new password. */
export type ResetReason = 'FORGOTTEN' | 'CLAIMED' | 'DISOWNED';

const wordings: Record<ResetReason, { subject: string; heading: string; opening: (username: string) => string }> = {
  FORGOTTEN: {
    subject: 'Choose a new password',
    heading: 'A new password',
    opening: (username) =>
      `Someone, hopefully you, asked for a new password for the account ${username}. Until you choose one, everything stays as it is.`,
  },
  CLAIMED: {
    subject: 'Choose a password for your account',
    heading: 'One more step',
    opening: (username) =>
      `Your address is confirmed. The link was opened where nobody was signed in to the account ${username}, and so we cannot know that its password was yours. To be safe we have retired it and signed out every device.`,
  },
  DISOWNED: {
    subject: 'Your account is safe: choose a new password',
    heading: 'Your account is safe',
    opening: (username) =>
      `You told us that something on the account ${username} was not you. Every device is signed out, and the old password no longer works. Please choose one that you use nowhere else.`,
  },
};

export function passwordResetEmail(
  reason: ResetReason,
  { username, url }: { username: string; url: string },
): EmailContent {
  const { subject, heading, opening } = wordings[reason];
  return {
    subject,
    heading,
    paragraphs: [
      opening(username),
      'The link works once, for 30 minutes. A newer letter like this makes older ones invalid.',
    ],
    button: { label: 'Choose a new password', url },
    footnote:
      reason === 'FORGOTTEN'
        ? 'Did you not ask for this? Then do nothing: your password has not changed, and nobody but you has this link.'
        : 'Has the link expired? “Forgot password” on the sign-in page sends a new one to this address.',
  };
}
