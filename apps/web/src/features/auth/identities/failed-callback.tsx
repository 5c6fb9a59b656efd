import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';

interface FailedCallbackProps {
  /** What the API says of it. */
  failure: string | null;
  failureCode: string | null;
}

const titles: Readonly<Record<string, string>> = {
  ACCOUNT_EXISTS: 'You have an account already',
  IDENTITY_TAKEN: 'Linked already',
  PROVIDER_DECLINED: 'Not this time',
  CHALLENGE_INVALID: 'This took too long',
};

/** What came back from a provider led nowhere: why, and what else there is. */
export function FailedCallback({ failure, failureCode }: FailedCallbackProps) {
  const exists = failureCode === 'ACCOUNT_EXISTS';
  return (
    <>
      <AuthHeading title={titles[failureCode ?? ''] ?? 'That did not work'} takesOver>
        <p>{failure}</p>
        {exists && (
          <p className="mt-3">
            You cannot sign in to it? <TextLink href="/forgot-password">Choose a new password by mail</TextLink>.
          </p>
        )}
      </AuthHeading>
      <AuthLink
        question={exists ? 'Then link the two.' : 'There are other ways.'}
        href="/login?next=/settings/security"
      >
        Sign in
      </AuthLink>
    </>
  );
}
