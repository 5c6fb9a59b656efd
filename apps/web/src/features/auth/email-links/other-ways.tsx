'use client';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { ResendVerification } from '@/features/auth/email-verification/resend-verification.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

const linkStyles = buttonStyles({ size: 'large', block: true });

/** Another link for choosing a password. */
export function AnotherReset() {
  return (
    <PageLink href="/forgot-password" className={linkStyles}>
      Send me a link for a new password
    </PageLink>
  );
}

/** Another link for proving an address, which only its account can ask for. */
export function AnotherVerification() {
  const { session } = useSession();
  if (session.status === 'signed-in') return <ResendVerification size="large" block />;
  return (
    <PageLink href="/login" className={linkStyles}>
      Sign in to get a new link
    </PageLink>
  );
}

/** Only the email about a deletion can undo it; who still gets in has nothing to undo. */
export function BackToSignIn() {
  return (
    <PageLink href="/login" className={linkStyles}>
      Go to sign-in
    </PageLink>
  );
}
