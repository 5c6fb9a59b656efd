'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { KeyRound } from 'lucide-react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useHydrated } from '@/components/forms/use-hydrated.ts';
import { askForPasskey, supportsPasskeys } from '@/lib/passkeys/browser-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

/** Signs in without a password. Hidden where the browser knows no passkeys. */
export function PasskeySignIn({ onComplete }: { onComplete: (user: CurrentUser) => void }) {
  const { client } = useSession();
  const hydrated = useHydrated();
  const signIn = useApiAction(async () => {
    onComplete(await client('passkey.signIn', { body: { response: await askForPasskey(client) } }));
  });
  if (hydrated && !supportsPasskeys()) return null;
  return (
    <div className="mt-5 flex flex-col gap-5">
      <p aria-hidden="true" className="flex items-center gap-4 text-sm text-ink-faint">
        <span className="h-px flex-1 bg-line" /> <span>or</span> <span className="h-px flex-1 bg-line" />
      </p>
      <FormAlert {...signIn} />
      <Button
        block
        size="large"
        variant="secondary"
        loading={signIn.running}
        disabled={!hydrated || signIn.waitSeconds > 0}
        onClick={() => void signIn.run()}
      >
        <KeyRound aria-hidden="true" className="size-5" />
        <span>Sign in with a passkey</span>
      </Button>
    </div>
  );
}
