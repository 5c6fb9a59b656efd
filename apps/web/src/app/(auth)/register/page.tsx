import type { Metadata } from 'next';
import { SignInByProvider } from '@/features/auth/identities/sign-in-by-provider.tsx';
import { RegisterForm } from '@/features/auth/register/register-form.tsx';
import { GuestOnly } from '@/components/session/guest-only.tsx';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';
import { redirectSignedIn } from '@/lib/session/read-session.ts';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';

export const metadata: Metadata = { title: 'Create account' };

export default async function RegisterPage() {
  await redirectSignedIn();
  return (
    <GuestOnly>
      <AuthHeading title="Make yourself at home">Pick a name and a password. The rest can wait.</AuthHeading>
      <RegisterForm offered={await readSignInMethods()} />
      <SignInByProvider returnTo={homePath} />
      <AuthLink question="Already have an account?" href="/login">
        Sign in
      </AuthLink>
    </GuestOnly>
  );
}
