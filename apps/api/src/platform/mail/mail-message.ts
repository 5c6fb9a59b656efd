import type { SendMailOptions } from 'nodemailer';
import { Email } from '@pixelboxx/shared';
import type { OutgoingMail } from './mailer.ts';

// CR or LF in a field begins a new header, such as a Bcc; other control characters are not allowed there either.
const controls = /\p{Cc}/u;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;

/**
 * The message for nodemailer. No field may contain a line break, and the recipient is exactly one address.
 * @throws TypeError that does not repeat the refused value
 */
export function composeMessage(mail: OutgoingMail, from: string): SendMailOptions {
  if (!isAddress(mail.to)) throw new TypeError('A mail goes to exactly one well-formed address');
  const headers = Object.entries(mail.headers ?? {});
  for (const field of [mail.id, mail.subject, from, ...headers.flat()]) {
    if (controls.test(field)) throw new TypeError('A mail header must not contain control characters');
  }
  if (!headers.every(([name]) => headerName.test(name))) throw new TypeError('A mail header has an invalid name');
  return {
    messageId: `<${mail.id}@${domainOf(from)}>`,
    from,
    // An object is used unchanged; a string would be parsed as a list.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // Out-of-office replies and mailing lists ignore it (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * By the same rule as the address of an account, because everyone who can register must be reachable. The address must be in the
 * rule's normalized form, and in ASCII.
 */
function isAddress(to: string): boolean {
  const { success, data } = Email.safeParse(to);
  return success && data === to.toLowerCase();
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
