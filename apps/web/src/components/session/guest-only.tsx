'use client';
import { useState, type ReactNode } from 'react';
import { Splash } from '@/components/layout/splash.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

/** A page for users who are not signed in. It stays hidden until that is known, so that it does not flash up. */
export function GuestOnly({ children }: { children: ReactNode }) {
  const { session } = useSession();
  const [arrivedExpired] = useState(session.status === 'expired');
  const leaving = arrivedExpired && session.status === 'signed-in';
  return session.status === 'expired' || leaving ? <Splash /> : children;
}
