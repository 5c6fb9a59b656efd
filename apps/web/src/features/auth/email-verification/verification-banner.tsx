'use client';
import { MailCheck } from 'lucide-react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { ResendVerification } from './resend-verification.tsx';

/** For users whose address is not verified yet: why it matters, and a button that sends the link again. */
export function VerificationBanner() {
  const t = useTexts('email-verification');
  const user = useCurrentUser();
  if (user.isVerified) return null;
  const { email } = user;
  return (
    <section
      aria-labelledby="confirm-address"
      className="flex items-start gap-4 rounded-2xl border border-line bg-warning-soft p-5"
    >
      <MailCheck aria-hidden="true" className="mt-0.5 size-6 shrink-0 text-warning" />
      <div className="flex min-w-0 flex-col gap-3">
        <div>
          <h2 id="confirm-address" className="font-semibold">
            {t('title')}
          </h2>
          <p className="break-words text-ink-soft">
            <Rich>{email === null ? t('none') : t.rich('sent', { email: () => <EmailText email={email} /> })}</Rich>
          </p>
        </div>
        {email !== null && <ResendVerification variant="secondary" size="small" />}
      </div>
    </section>
  );
}
