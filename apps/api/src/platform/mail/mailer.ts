/** One mail to one user, ready to be sent. */
export interface OutgoingMail {
  /** Identifies the mail permanently: its Message-ID is derived from it, so that readers recognize a second delivery. A UUID. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The mail could not be handed over. Its message is safe to log: servers like to quote addresses and contents, so it
 * contains only the code of their response.
 */
export class MailDeliveryError extends Error {
  /** The server understood and refused (5xx), as opposed to being down, slow or busy. */
  readonly isRefusal: boolean;

  constructor(reason: string, isRefusal: boolean) {
    super(`The mail was not accepted: ${reason}`);
    this.name = 'MailDeliveryError';
    this.isRefusal = isRefusal;
  }
}

/** Hands one mail over for delivery. Features do not call this: they post emails through `MailService`. */
export abstract class Mailer {
  /** @throws MailDeliveryError · TypeError for a mail that must not be sent, see `mail-message.ts` */
  abstract send(mail: OutgoingMail, signal?: AbortSignal): Promise<void>;
  /** Whether the last attempt, if any, reached the server; costs nothing. */
  abstract isUp(): boolean;
  abstract close(): Promise<void>;
}
