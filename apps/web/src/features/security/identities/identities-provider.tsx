'use client';
import type { IdentityList } from '@pixelboxx/shared';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ChoosePassword } from './choose-password.tsx';

interface Identities {
  /** Null until it is known. */
  list: IdentityList | null;
  look: ReturnType<typeof useApiAction<[]>>;
}

const IdentitiesContext = createContext<Identities | null>(null);

/** Loads the account's linked identities once, for all parts of the page that need them. */
export function IdentitiesProvider({ children }: { children: ReactNode }) {
  const { client } = useSession();
  const [list, setList] = useState<IdentityList | null>(null);
  const look = useApiAction(async () => setList(await client('identity.list')));
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  const value = useMemo(() => ({ list, look }), [list, look]);
  return <IdentitiesContext value={value}>{children}</IdentitiesContext>;
}

export function useIdentities(): Identities {
  const value = use(IdentitiesContext);
  if (!value) throw new Error('useIdentities needs an IdentitiesProvider above it.');
  return value;
}

/** The form for changing the password, or the one for choosing a password if the account has none. */
export function PasswordSettings({ children }: { children: ReactNode }) {
  const { list } = useIdentities();
  return list?.hasPassword === false ? <ChoosePassword /> : children;
}
