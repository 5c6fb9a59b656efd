'use client';
import { useRouter } from 'next/navigation';
import { SignIn } from './sign-in.tsx';

/** `returnTo` is a path of this site, already judged safe. */
export function LoginForm({ returnTo }: { returnTo: string }) {
  const router = useRouter();
  return <SignIn onSignedIn={() => router.replace(returnTo)} />;
}
