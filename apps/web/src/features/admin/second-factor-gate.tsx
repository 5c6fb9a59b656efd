'use client';
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
 * Leads those who look after the platform through the second factor that their role waits for, before anything of their
 * pages is asked for. Where it cannot be told, the pages are shown: the API decides.
 */
export function SecondFactorGate({ children }: { children: ReactNode }) {
  const { client } = useSession();
  const [status, setStatus] = useState<Look>('asking');
  useEffect(() => {
    client('mfa.status').then(setStatus, () => setStatus('unknown'));
  }, [client]);

  if (status === 'asking') {
    return (
      <div role="status">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-24 w-full rounded-xl" />
      </div>
    );
  }
  if (status === 'unknown' || !status.requiredByRole || status.provenInSession) return children;

  const prove = async (work: () => Promise<unknown>) => {
    await work();
    const now = await client('mfa.status');
    if (!now.provenInSession) {
      throw new UserFacingError('This passkey did not check that it is you, by a PIN, a finger or a face.');
    }
    setStatus(now);
  };
  const methods = methodsOf(status);
  return (
    <Card className="flex flex-col gap-5">
      <h1 className="font-display text-2xl font-bold tracking-tight">One more step</h1>
      <p className="text-ink-soft">
        {methods.length > 0
          ? 'Looking after others needs more than a password. Please use your second step; it counts until you sign out.'
          : 'Looking after others needs more than a password. Set up an authenticator app or a passkey first; it takes a minute. Where that is refused, an administrator has to let you.'}
      </p>
      {methods.length > 0 ? (
        <Reauthenticate
          methods={methods}
          submitLabel="Continue"
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
  const pathname = usePathname();
  return (
    <PageLink
      href={`/settings/security?next=${encodeURIComponent(pathname)}`}
      className={buttonStyles({ block: true })}
    >
      Set up a second step
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
