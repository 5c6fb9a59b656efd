import type { Catalogue } from './catalogue.ts';

export const en: Catalogue = {
  frame: {
    fallback: 'If the button does not work, open this address:',
    moment: '{time} UTC',
  },
  origin: {
    device: '{browser} {system}',
    withAddress: '{device}, from the address {address}',
    unknownApp: 'an app we do not know',
    systems: {
      windows: 'on Windows',
      android: 'on Android',
      iphone: 'on an iPhone',
      ipad: 'on an iPad',
      mac: 'on a Mac',
      linux: 'on Linux',
    },
  },
  emails: {
    verification: {
      subject: 'Confirm your e-mail address',
      preview: 'One click, and your account is complete.',
      heading: 'Welcome, {username}',
      paragraphs: [
        'It is good to have you here. Please confirm that this address is yours, so that we can help you if you ever lose your password.',
        'The link works for {duration}. Where you are not signed in yet, you will be asked to, so that we know it is you.',
      ],
      button: 'Confirm my address',
      footnote:
        'Did you not create this account? Then do nothing, and it stays unconfirmed. If you would like to use Pixelboxx with this address yourself, choose “Forgot password” on the sign-in page: that makes the account yours.',
    },
    emailChange: {
      subject: 'Confirm your new e-mail address',
      preview: 'Your address changes when you confirm it.',
      heading: 'Is this your new address?',
      paragraphs: [
        'Someone who knows the password of the account {username} asked to use this address for it. Nothing changes until you confirm.',
        'The link works for {duration}, in a browser that is signed in to the account.',
      ],
      button: 'Use this address',
      footnote: 'Is this not your account? Then do nothing: without your confirmation the address is not used.',
    },
    passwordForgotten: {
      subject: 'Choose a new password',
      heading: 'A new password',
      paragraphs: [
        'Someone, hopefully you, asked for a new password for the account {username}. Until you choose one, everything stays as it is.',
        'The link works once, for {duration}. A newer e-mail like this makes older ones invalid.',
      ],
      button: 'Choose a new password',
      footnote:
        'Did you not ask for this? Then do nothing: your password has not changed, and nobody but you has this link.',
    },
    passwordClaimed: {
      subject: 'Choose a password for your account',
      heading: 'One more step',
      paragraphs: [
        'Your address is confirmed. The link was opened where nobody was signed in to the account {username}, and so we cannot know that its password was yours. To be safe we have retired it and signed out every device.',
        'The link works once, for {duration}. A newer e-mail like this makes older ones invalid.',
      ],
      button: 'Choose a new password',
      footnote: 'Has the link expired? “Forgot password” on the sign-in page sends a new one to this address.',
    },
    passwordDisowned: {
      subject: 'Your account is safe: choose a new password',
      heading: 'Your account is safe',
      paragraphs: [
        'You told us that something on the account {username} was not you. Every device is signed out, and the old password no longer works. Please choose one that you use nowhere else.',
        'The link works once, for {duration}. A newer e-mail like this makes older ones invalid.',
      ],
      button: 'Choose a new password',
      footnote: 'Has the link expired? “Forgot password” on the sign-in page sends a new one to this address.',
    },
    emailCode: {
      subject: 'Your code for signing in',
      heading: 'Your code for signing in',
      paragraphs: [
        'Codes from the app of the account {username} were wrong many times today. Until that has calmed down, signing in needs this code, too. It works for {duration}.',
        'Are you not signing in right now? Then somebody knows your password: choose another one. Never give this code to anybody.',
      ],
    },
    signInCode: {
      subject: 'Your code for Pixelboxx',
      preview: 'For signing in to the account {username}.',
      heading: 'Your code for signing in',
      paragraphs: [
        'Type this code where you are signing in to the account {username}. It works once, for {duration}, and only in the browser that asked for it: {origin}.',
        'Never give it to anybody. We ask for it on our own pages only.',
      ],
      button: 'Sign in',
      footnote:
        'The button does the same, if you open it in that browser. Are you not signing in right now? Then do nothing: without this e-mail nobody gets in.',
    },
    invitation: {
      subject: 'There is no account with this address',
      heading: 'Nobody here by this address',
      paragraphs: [
        'Someone, hopefully you, wanted to sign in to Pixelboxx with this address, and there is no account with it. Perhaps you have one with another address. If not, you are welcome to make one.',
      ],
      button: 'Create an account',
      footnote: 'Was it not you? Then do nothing. We write this once a day at most.',
    },
    suspension: {
      subject: 'Your account is suspended',
      heading: 'Your account is suspended',
      paragraphs: [
        'The people who look after this site have suspended the account {username}. Every device is signed out, and nobody can sign in to it for now.',
        'This is what they wrote: {reason}',
      ],
      footnote: 'Nothing of yours was removed. If you think that this is a mistake, please answer this e-mail.',
    },
    factorsReset: {
      subject: 'Your second step was removed',
      heading: 'Your second step was removed',
      paragraphs: [
        'The people who look after this site removed the code app, backup codes and passkeys of the account {username}, because somebody asked for it. Every device is signed out; your password alone signs you in now.',
        'Set up a new code app or passkey in the settings as soon as you are in.',
      ],
      footnote: 'If you did not ask for this, choose a new password at once and answer this e-mail.',
    },
    deletion: {
      subject: 'Your account is deleted',
      preview: 'You can change your mind until {day}.',
      heading: 'Goodbye, {username}',
      paragraphs: [
        'Your account is deleted, as you asked. Every device is signed out, and nobody sees your profile any more.',
        'Until {day} you can have everything back as it was. After that day we remove it for good: your profile, your pictures, and all records about you.',
      ],
      button: 'Restore my account',
      footnote:
        'Was this not you? Then use the other e-mail that we have just sent: it restores the account, and locks everybody else out of it.',
    },
    goodbye: {
      subject: 'Everything is removed',
      heading: 'Everything is removed',
      paragraphs: [
        'The account {username} and everything we stored about it are gone: profile, pictures, sessions and records. The username is free again.',
        'This e-mail is your receipt, and the last one. Thank you for having been here.',
      ],
    },
    removal: {
      subject: 'A picture of yours was removed',
      heading: 'A picture of yours was removed',
      paragraphs: [
        'The people who look after this site have removed a picture of the account {username}. It is gone for good, in all its sizes.',
        'This is what they wrote: {reason}',
      ],
      footnote: 'Nothing else of yours was changed. If you think that this is a mistake, please answer this e-mail.',
    },
  },
  notice: {
    circumstances: 'It was {moment}, by {origin}.',
    allIsWell: 'Was it you? Then all is well, and there is nothing to do.',
    button: 'This wasn’t me',
    footnote:
      'The link works for {duration}. It asks you once more, then signs out every device, retires the password and mails you a link for choosing a new one.',
  },
  notices: {
    NEW_DEVICE: {
      subject: 'A new device signed in to your account',
      fact: 'A device that is new to us signed in to the account {username}.',
    },
    PASSWORD_CHANGED: {
      subject: 'Your password was changed',
      fact: 'The password of the account {username} was changed, and all other devices were signed out.',
    },
    PASSWORD_RESET: {
      subject: 'Your password was reset',
      fact: 'A new password was chosen for the account {username} by a link we had mailed. All devices were signed out.',
    },
    EMAIL_CHANGED: {
      subject: 'Your e-mail address was changed',
      fact: 'The account {username} now has another e-mail address. This is the last e-mail to this one.',
    },
    TOKEN_REUSED: {
      subject: 'We signed out one of your devices',
      fact: 'A sign-in token of the account {username} was used twice. That can mean that someone copied it, so we signed that device out. Your other devices are not affected.',
    },
    SIGN_IN_METHOD_ADDED: {
      subject: 'A way to sign in was added to your account',
      fact: 'A passkey, a code app or an account at another site can now be used to sign in to the account {username}.',
    },
    SIGN_IN_METHOD_REMOVED: {
      subject: 'A way to sign in was removed from your account',
      fact: 'A passkey, a code app or an account at another site can no longer be used to sign in to the account {username}.',
    },
    BACKUP_CODES_RENEWED: {
      subject: 'You have new backup codes',
      fact: 'New backup codes were made for the account {username}. The old ones no longer work.',
    },
    BACKUP_CODE_USED: {
      subject: 'A backup code of your account was used',
      fact: 'A backup code of the account {username} was used in place of the code app. Each code works once; the settings say how many are left.',
    },
    TOKEN_CREATED: {
      subject: 'An access token for your account was made',
      fact: 'A program can now act for the account {username} by an access token. The security settings say what it may do, and end it.',
    },
    ACCOUNT_DELETED: {
      subject: 'Was it you who deleted your account?',
      fact: 'Someone signed in to the account {username} deleted it. Another e-mail tells how to undo that.',
    },
    EXPORT_REQUESTED: {
      subject: 'An archive of your data was asked for',
      fact: 'Someone signed in to the account {username} asked for an archive of everything stored about it. You find it in the settings when it is ready.',
    },
  },
};
