'use client';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

const linkStyles = buttonStyles({ size: 'large', block: true });

/** A link for requesting another password reset. */
export function AnotherReset() {
  const t = useTexts('mail-links');
  return (
    <PageLink href="/forgot-password" className={linkStyles}>
      {t('newPassword')}
    </PageLink>
  );
}

/** Only the email about a deletion can undo it; users who can still sign in have nothing to undo. */
export function BackToSignIn() {
  const t = useTexts('mail-links');
  return (
    <PageLink href="/login" className={linkStyles}>
      {t('goToSignIn')}
    </PageLink>
  );
}
