'use client';
import { useReadableEmail } from './use-readable-email.ts';

/** An email address in readable form, in a separate element that translation tools can move. */
export function EmailText({ email }: { email: string }) {
  return <span>{useReadableEmail(email)}</span>;
}
