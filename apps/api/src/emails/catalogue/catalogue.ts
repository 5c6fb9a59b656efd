/** Operating systems that emails distinguish. */
export type System = 'windows' | 'android' | 'iphone' | 'ipad' | 'mac' | 'linux';

/** The words of an email. `{name}` is a placeholder for a fact; all languages have the same placeholders in the same texts. */
export interface EmailWords {
  readonly subject: string;
  /** Shown by mailboxes beside the subject; the first paragraph unless given. */
  readonly preview?: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button?: string;
  readonly footnote?: string;
}

/** Emails about something that the reader requested, or that was decided about them. */
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

/** Events that an owner is notified of at once. */
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

/** All texts of emails, in one language. */
export interface Catalogue {
  readonly frame: {
    /** Text before the URL that a button leads to. */
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
  /** The texts that follow the event in every notice. */
  readonly notice: {
    readonly circumstances: string;
    readonly allIsWell: string;
    readonly button: string;
    readonly footnote: string;
  };
  readonly notices: Readonly<Record<NoticeKind, { readonly subject: string; readonly fact: string }>>;
}
