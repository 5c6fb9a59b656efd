'use client';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

const linkStyles = buttonStyles({ size: 'large', block: true });

/** Another link for choosing a password. */
export function AnotherReset() {
  const t = useTexts('mail-links');
  return (
    <PageLink href="/forgot-password" className={linkStyles}>
      {t('newPassword')}
    </PageLink>
  );
}

/** Only the email about a deletion can undo it; who still gets in has nothing to undo. */
export function BackToSignIn() {
  const t = useTexts('mail-links');
  return (
    <PageLink href="/login" className={linkStyles}>
      {t('goToSignIn')}
    </PageLink>
  );
}
