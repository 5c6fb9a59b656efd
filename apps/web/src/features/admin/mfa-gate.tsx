'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { MfaStatus } from '@pixelboxx/shared';
import { buttonStyles, Card, Skeleton } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { usePathname } from 'next/navigation';
import { useEffect, useState, type ReactNode } from 'react';
import { Reauthenticate } from '@/components/reauthentication/reauthenticate.tsx';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { askForPasskey } from '@/lib/passkeys/browser-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

type Look = MfaStatus | 'asking' | 'unknown';

/**
 * Makes staff set up the second factor that their role requires before their pages request anything. If the status is
 * unknown, the pages are shown: the API decides.
 */
export function MfaGate({ children }: { children: ReactNode }) {
  const tCommon = useTexts('common');
  const t = useTexts('admin');
  const { client } = useSession();
  const [status, setStatus] = useState<Look>('asking');
  useEffect(() => {
    client('mfa.status').then(setStatus, () => setStatus('unknown'));
  }, [client]);

  if (status === 'asking') {
    return (
      <div role="status">
        <span className="sr-only">{tCommon('loading')}</span>
        <Skeleton className="h-24 w-full rounded-xl" />
      </div>
    );
  }
  if (status === 'unknown' || !status.requiredByRole || status.provenInSession) return children;

  const prove = async (work: () => Promise<unknown>) => {
    await work();
    const now = await client('mfa.status');
    if (!now.provenInSession) {
      throw new UserFacingError(t('unverifiedPasskey'));
    }
    setStatus(now);
  };
  const methods = methodsOf(status);
  return (
    <Card className="flex flex-col gap-5">
      <h1 className="font-display text-2xl font-bold tracking-tight">{t('oneMoreStep')}</h1>
      <p className="text-ink-soft">{methods.length > 0 ? t('useSecondStep') : t('setUpSecondStep')}</p>
      {methods.length > 0 ? (
        <Reauthenticate
          methods={methods}
          submitLabel={tCommon('continue')}
          byCode={(code) => prove(() => client('mfa.stepUp', { body: { code } }))}
          byPasskey={() =>
            prove(async () => client('passkey.stepUp', { body: { response: await askForPasskey(client) } }))
          }
        />
      ) : (
        <SetUpLink />
      )}
    </Card>
  );
}

function SetUpLink() {
  const t = useTexts('admin');
  const pathname = usePathname();
  return (
    <PageLink
      href={`/settings/security?next=${encodeURIComponent(pathname)}`}
      className={buttonStyles({ block: true })}
    >
      {t('setUp')}
    </PageLink>
  );
}

function methodsOf({ totp, backupCodesLeft, passkeys }: MfaStatus): readonly string[] {
  return [
    ...(totp.enabled ? ['TOTP'] : []),
    ...(totp.enabled && backupCodesLeft > 0 ? ['BACKUP_CODE'] : []),
    ...(passkeys > 0 ? ['PASSKEY'] : []),
  ];
}
