'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { MfaStatus } from '@pixelboxx/shared';
import { Button, buttonStyles, Card, Skeleton } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useEffect, useRef, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { Passkeys } from './passkeys.tsx';
import { useMfa } from './use-mfa.ts';

interface MfaSettingsProps {
  /** The page that sent the user here for a second factor. */
  returnTo?: string | null;
}

/** What protects the account besides its password. */
export function MfaSettings({ returnTo = null }: MfaSettingsProps) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { factors, look } = useMfa();
  if (factors) {
    return (
      <>
        <StaffNote status={factors.status} returnTo={returnTo} />
        <AuthenticatorApp status={factors.status} onChanged={look.run} />
        <Passkeys passkeys={factors.passkeys} onChanged={look.run} />
      </>
    );
  }
  return (
    <SettingsCard title={`${t('codes')} · ${t('passkeys')}`}>
      <FormAlert {...look} />
      {look.failure ? (
        <Button
          variant="secondary"
          className="self-start"
          loading={look.running}
          disabled={look.waitSeconds > 0}
          onClick={() => void look.run()}
        >
          {tCommon('tryAgain')}
        </Button>
      ) : (
        <div role="status" className="w-full">
          <span className="sr-only">{tCommon('loading')}</span>
          <Skeleton className="h-24 w-full rounded-xl" />
        </div>
      )}
    </SettingsCard>
  );
}

/** Says that the user's role requires one of these, and offers the way back once it is set up. */
function StaffNote({ status, returnTo }: { status: MfaStatus; returnTo: string | null }) {
  const t = useTexts('security');
  const [wasProven] = useState(status.provenInSession);
  const back = useRef<HTMLAnchorElement>(null);
  const isNew = status.provenInSession && !wasProven;
  useEffect(() => {
    // The button pressed last is gone, and the way back may be out of view.
    if (isNew) back.current?.focus();
  }, [isNew]);
  if (!status.requiredByRole || (status.provenInSession && returnTo === null)) return null;
  return (
    <Card className="flex flex-col items-start gap-4">
      <p role="status">{status.provenInSession ? t('staffReady') : t('staffNeeds')}</p>
      {status.provenInSession && returnTo !== null && (
        <PageLink ref={back} href={returnTo} className={buttonStyles()}>
          {t('back')}
        </PageLink>
      )}
    </Card>
  );
}
