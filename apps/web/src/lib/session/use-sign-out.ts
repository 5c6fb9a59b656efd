import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useState } from 'react';
import { useSession } from './session-provider.tsx';

interface SignOut {
  signOut: () => Promise<void>;
  leaving: boolean;
  /** Why signing out failed: the user is still signed in and must know. */
  failure: string | null;
}

export function useSignOut(): SignOut {
  const t = useTexts('common');
  const session = useSession();
  const [leaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const signOut = async () => {
    if (leaving) return;
    setLeaving(true);
    setFailure(null);
    try {
      await session.signOut();
    } catch (error) {
      setLeaving(false);
      const reason = error instanceof Error ? error.message : '';
      setFailure(t('stillSignedInBecause', { reason }));
    }
  };
  return { signOut, leaving, failure };
}
