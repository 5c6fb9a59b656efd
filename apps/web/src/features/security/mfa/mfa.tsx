'use client';
import { Button, Card, Skeleton } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { Passkeys } from './passkeys.tsx';
import { useMfa } from './use-mfa.ts';

/** What protects the account beside its password. */
export function MfaSettings() {
  const { factors, look } = useMfa();
  if (factors) {
    return (
      <>
        <AuthenticatorApp status={factors.status} onChanged={look.run} />
        <Passkeys passkeys={factors.passkeys} onChanged={look.run} />
      </>
    );
  }
  return (
    <Card className="flex flex-col items-start gap-4">
      <FormAlert {...look} />
      {look.failure ? (
        <Button
          variant="secondary"
          loading={look.running}
          disabled={look.waitSeconds > 0}
          onClick={() => void look.run()}
        >
          Try again
        </Button>
      ) : (
        <div role="status" className="w-full">
          <span className="sr-only">Loading…</span>
          <Skeleton className="h-24 w-full rounded-xl" />
        </div>
      )}
    </Card>
  );
}
