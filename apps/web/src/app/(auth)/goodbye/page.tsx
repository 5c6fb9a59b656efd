import { deletionGraceDays } from '@pixelboxx/shared';
import type { Metadata } from 'next';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';

export const metadata: Metadata = { title: 'Goodbye' };

/** Where deleting an account ends. */
export default function GoodbyePage() {
  return (
    <>
      <AuthHeading title="Goodbye, and thank you">
        <p>
          Your account is deleted and you are signed out everywhere. If you change your mind within {deletionGraceDays}{' '}
          days, open the link in the letter we have just sent you. After that, everything is removed for good.
        </p>
      </AuthHeading>
      <AuthLink question="Want to start over?" href="/register">
        Create an account
      </AuthLink>
    </>
  );
}
