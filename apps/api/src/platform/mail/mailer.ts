/** One mail to one user, ready to leave. */
export interface OutgoingMail {
  /** Names the mail for ever: its Message-ID is made of it, so that a second delivery can be told by its reader. A UUID. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The mail could not be handed over. Its message is safe to log: servers like to quote addresses and contents, so only
 * the code of their answer is kept.
 */
export class MailDeliveryError extends Error {
  /** The server understood and said no (5xx), as against being away, slow or busy. */
  readonly isRefusal: boolean;

  constructor(reason: string, isRefusal: boolean) {
    super(`The mail was not accepted: ${reason}`);
    this.name = 'MailDeliveryError';
    this.isRefusal = isRefusal;
  }
}

/** Hands one mail over to whatever delivers it. Features do not call this: they post emails by `MailService`. */
export abstract class Mailer {
  /** @throws MailDeliveryError · TypeError for a mail that must not be sent, see `mail-message.ts` */
  abstract send(mail: OutgoingMail, signal?: AbortSignal): Promise<void>;
  /** Whether the last attempt, if any, reached the server; costs nothing. */
  abstract isUp(): boolean;
  abstract close(): Promise<void>;
}
