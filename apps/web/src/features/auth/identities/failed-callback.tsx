import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface FailedCallbackProps {
  /** The API's message. */
  failure: string | null;
  failureCode: string | null;
}

const titles: ReadonlyMap<string | null, 'exists' | 'linked' | 'declined' | 'tookTooLong'> = new Map([
  ['ACCOUNT_EXISTS', 'exists'],
  ['IDENTITY_TAKEN', 'linked'],
  ['PROVIDER_DECLINED', 'declined'],
  ['CHALLENGE_INVALID', 'tookTooLong'],
]);

/** The return from a provider failed: why, and the alternatives. */
export function FailedCallback({ failure, failureCode }: FailedCallbackProps) {
  const t = useTexts('provider-callback');
  const tCommon = useTexts('common');
  const { session } = useSession();
  const title = titles.get(failureCode);
  const exists = title === 'exists';
  return (
    <>
      <AuthHeading title={title ? t(title) : tCommon('failedTitle')} takesOver>
        <p>{failure}</p>
        {exists && (
          <p className="mt-3">
            <Rich>{t.rich('noWayIn', { link: (words) => <TextLink href="/forgot-password">{words}</TextLink> })}</Rich>
          </p>
        )}
      </AuthHeading>
      {session.status === 'signed-in' ? (
        // The user came from there to link an account; the other methods are for users who are not signed in.
        <AuthLink question={t('nothingChanged')} href="/settings/security">
          {t('backToSettings')}
        </AuthLink>
      ) : (
        <AuthLink question={exists ? t('thenLink') : t('otherWays')} href="/login?next=/settings/security">
          {tCommon('signIn')}
        </AuthLink>
      )}
    </>
  );
}
