'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { PasswordStep } from './password-step.tsx';
import { useSession } from '@/session/session-provider.tsx';

interface SignInProps {
  /** The person is signed in, and the page knows. */
  onSignedIn: () => void;
}

export function SignIn({ onSignedIn }: SignInProps) {
  const { signedIn } = useSession();
  const complete = (user: CurrentUser) => {
    signedIn(user);
    onSignedIn();
  };
  return <PasswordStep onComplete={complete} />;
}
