'use client';
import { useReadableEmail } from './use-readable-email.ts';

/** An e-mail address, for reading; in an element of its own, which translators may move. */
export function EmailText({ email }: { email: string }) {
  return <span>{useReadableEmail(email)}</span>;
}
