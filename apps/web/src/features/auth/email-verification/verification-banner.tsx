'use client';
import { MailCheck } from 'lucide-react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { ResendVerification } from './resend-verification.tsx';

/** For users whose address is not confirmed yet: why it matters, and the link again. */
export function VerificationBanner() {
  const user = useCurrentUser();
  if (user.isVerified) return null;
  return (
    <section
      aria-labelledby="confirm-address"
      className="flex items-start gap-4 rounded-2xl border border-line bg-warning-soft p-5"
    >
      <MailCheck aria-hidden="true" className="mt-0.5 size-6 shrink-0 text-warning" />
      <div className="flex min-w-0 flex-col gap-3">
        <div>
          <h2 id="confirm-address" className="font-semibold">
            Please confirm your e-mail address
          </h2>
          <p className="break-words text-ink-soft">
            {user.email === null ? (
              <span key="none">
                Your account has no e-mail address. Add one in the settings: without it we cannot help you back in.
              </span>
            ) : (
              <span key="sent">
                We sent a link to <EmailText email={user.email} />. Without it we cannot help you back in if you lose
                your password.
              </span>
            )}
          </p>
        </div>
        {user.email !== null && <ResendVerification variant="secondary" size="small" />}
      </div>
    </section>
  );
}
