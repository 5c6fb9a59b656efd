import { createContext, use } from 'react';

export interface Reauthentication {
  /** Does work that may need reauthentication: asks for it if needed, and then retries. @throws Cancelled. */
  guarded: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether the dialog is open: other modal elements make way. */
  asking: boolean;
}

/** Provided by `ReauthenticationProvider` of the security feature, which contains the dialog. */
export const ReauthenticationContext = createContext<Reauthentication | null>(null);

/** For code that calls an endpoint which may require reauthentication; it need not know how that is done. */
export function useReauthentication(): Reauthentication {
  const value = use(ReauthenticationContext);
  if (!value) throw new Error('useReauthentication needs a ReauthenticationProvider above it.');
  return value;
}

/** Whether reauthentication is in progress; always false on pages without the provider. */
export function useIsReauthenticating(): boolean {
  return use(ReauthenticationContext)?.asking ?? false;
}
