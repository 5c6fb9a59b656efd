import { createContext, use } from 'react';

export interface Reauthentication {
  /** Does what may need a fresh proof of who one is; asks for it then, and does it again. @throws Cancelled. */
  guarded: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether the question is open: what else is modal makes way. */
  asking: boolean;
}

/** Filled by `ReauthenticationProvider` of the security feature, which holds the dialog. */
export const ReauthenticationContext = createContext<Reauthentication | null>(null);

/** For whatever calls an endpoint that may want a fresh proof; knows nothing of how it is asked for. */
export function useReauthentication(): Reauthentication {
  const value = use(ReauthenticationContext);
  if (!value) throw new Error('useReauthentication needs a ReauthenticationProvider above it.');
  return value;
}

/** Whether a fresh proof is being asked for; never on pages where nothing asks for one. */
export function useIsReauthenticating(): boolean {
  return use(ReauthenticationContext)?.asking ?? false;
}
