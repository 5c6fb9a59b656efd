'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Button, TextField } from '@pixelboxx/ui';
import { useEffect, useRef, useState } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { askForPasskey } from '@/lib/passkeys/browser-passkeys.ts';
import { Reauthenticate } from '@/components/reauthentication/reauthenticate.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface SecondStepProps {
  methods: readonly string[];
  /** What the user has proven so far. */
  proven: 'byPassword' | 'byCode' | 'byLink' | 'byProvider';
  onComplete: (user: CurrentUser) => void;
  /** Back to the password; with a reason if there is no other way. */
  onRestart: (reason: string | null) => void;
}

/** After the password or the provider's confirmation: a second proof, which a thief of the first does not have. */
export function SecondStep({ methods, proven, onComplete, onRestart }: SecondStepProps) {
  const t = useTexts('second-step');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [mailCode, setMailCode] = useState<string | null>(null);
  const complete = async (work: () => Promise<CurrentUser>) => {
    try {
      onComplete(await work());
    } catch (error) {
      // The password was entered too long ago.
      if (isApiError(error) && error.code === 'CHALLENGE_INVALID') {
        onRestart(error.message);
        return;
      }
      if (isApiError(error) && error.code === 'MAIL_CONFIRMATION_REQUIRED') setMailCode((typed) => typed ?? '');
      throw error;
    }
  };
  return (
    <section aria-labelledby="second-step" className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 id="second-step" className="font-display text-xl font-bold">
          {t('title')}
        </h2>
        <p className="text-ink-soft">{t(proven)}</p>
      </div>
      <Reauthenticate
        methods={methods}
        besideCode={mailCode !== null && <MailCode value={mailCode} onChange={setMailCode} />}
        submitLabel={tCommon('continue')}
        size="large"
        byCode={(code) => complete(() => client('mfa.verify', { body: { code, ...(mailCode && { mailCode }) } }))}
        byPasskey={() =>
          complete(async () => client('passkey.signIn', { body: { response: await askForPasskey(client) } }))
        }
      />
      <Button variant="quiet" block onClick={() => onRestart(null)}>
        {t('someoneElse')}
      </Button>
    </section>
  );
}

interface MailCodeProps {
  value: string;
  onChange: (typed: string) => void;
}

/** Required from now on, so it takes the focus. */
function MailCode({ value, onChange }: MailCodeProps) {
  const t = useTexts('second-step');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <TextField
      ref={field}
      label={t('mailCode')}
      description={t('mailCodeText')}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
