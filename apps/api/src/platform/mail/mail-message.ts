import type { SendMailOptions } from 'nodemailer';
import { Email } from '@pixelboxx/shared';
import type { OutgoingMail } from './mailer.ts';

// CR or LF in a field begins a new header, such as a Bcc; the other controls have no business there either.
const controls = /\p{Cc}/u;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;

/**
 * The message for nodemailer, or a refusal: no field may carry a line break, and the recipient is exactly one address.
 * @throws TypeError that does not repeat what it refuses
 */
export function composeMessage(mail: OutgoingMail, from: string): SendMailOptions {
  if (!isAddress(mail.to)) throw new TypeError('A mail goes to exactly one well-formed address');
  const headers = Object.entries(mail.headers ?? {});
  for (const field of [mail.id, mail.subject, from, ...headers.flat()]) {
    if (controls.test(field)) throw new TypeError('A mail header must not contain control characters');
  }
  if (!headers.every(([name]) => headerName.test(name))) throw new TypeError('A mail header has a name that is none');
  return {
    messageId: `<${mail.id}@${domainOf(from)}>`,
    from,
    // As an object it is taken as it is; a string would be parsed as a list.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // Out-of-office replies and mailing lists leave it alone (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * By the one rule for what an account's address is: whoever may register must be reached. Nothing stands around it that the rule
 * would take off, and nothing beyond ASCII in it.
 */
function isAddress(to: string): boolean {
  const { success, data } = Email.safeParse(to);
  return success && data === to.toLowerCase();
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
