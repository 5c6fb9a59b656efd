'use client';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { ResendVerification } from '@/features/auth/email-verification/resend-verification.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

/** Offers another link to verify an address, which only its account can request. */
export function AnotherVerification() {
  const t = useTexts('mail-links');
  const { session } = useSession();
  if (session.status === 'signed-in') return <ResendVerification size="large" block />;
  return (
    <PageLink href="/login" className={buttonStyles({ size: 'large', block: true })}>
      {t('newLink')}
    </PageLink>
  );
}
