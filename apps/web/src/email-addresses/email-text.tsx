'use client';
import { useReadableEmail } from './use-readable-email.ts';

/** An e-mail address, for reading. */
export function EmailText({ email }: { email: string }) {
  return useReadableEmail(email);
}
