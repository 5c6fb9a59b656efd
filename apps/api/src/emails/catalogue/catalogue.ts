/** Systems that are told apart. */
export type System = 'windows' | 'android' | 'iphone' | 'ipad' | 'mac' | 'linux';

/** The words of an email. `{name}` is where a fact goes; each language has the same ones at the same place. */
export interface EmailWords {
  readonly subject: string;
  /** What mailboxes show beside the subject; the first paragraph unless given. */
  readonly preview?: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button?: string;
  readonly footnote?: string;
}

/** Emails about something that the reader asked for, or that was decided about them. */
export type EmailName =
  | 'verification'
  | 'emailChange'
  | 'passwordForgotten'
  | 'passwordClaimed'
  | 'passwordDisowned'
  | 'emailCode'
  | 'signInCode'
  | 'invitation'
  | 'suspension'
  | 'factorsReset'
  | 'deletion'
  | 'goodbye'
  | 'removal';

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

/** All that emails say, in one language. */
export interface Catalogue {
  readonly frame: {
    /** Stands before the address that a button leads to. */
    readonly fallback: string;
    readonly moment: string;
  };
  readonly origin: {
    readonly device: string;
    readonly withAddress: string;
    readonly unknownApp: string;
    readonly systems: Readonly<Record<System, string>>;
  };
  readonly emails: Readonly<Record<EmailName, EmailWords>>;
  /** What every notice says after the fact. */
  readonly notice: {
    readonly circumstances: string;
    readonly allIsWell: string;
    readonly button: string;
    readonly footnote: string;
  };
  readonly notices: Readonly<Record<NoticeKind, { readonly subject: string; readonly fact: string }>>;
}
