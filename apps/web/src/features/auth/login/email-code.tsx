'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Button, Spinner, TextField } from '@pixelboxx/ui';
import { useEffect, useRef, useState } from 'react';
import { CodeEntry } from '@/components/email-code/code-entry.tsx';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { askedMethods } from '@/lib/api/asked-methods.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface EmailCodeProps {
  /** The field's content when a code was requested: an email address gets a code at once, otherwise the form asks. */
  typed: string;
  onComplete: (user: CurrentUser) => void;
  /** The code was correct, and one of these must follow. */
  onMfaRequired: (methods: readonly string[]) => Promise<void>;
  /** Back to the other methods; null if this one is the first. */
  onBack: (() => void) | null;
}

/** Signing in by a code from an email. The messages are the same whether or not such an account exists. */
export function EmailCode({ typed, onComplete, onMfaRequired, onBack }: EmailCodeProps) {
  const t = useTexts('sign-in');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [wasSent, setWasSent] = useState(false);
  const send = (email: string) => client('emailCode.request', { body: { email } });
  const verify = async (email: string, code: string) => {
    try {
      onComplete(await client('emailCode.verify', { body: { email, code } }));
    } catch (error) {
      await onMfaRequired(askedMethods(error, 'MFA_REQUIRED'));
    }
  };
  const back = sentTo === null ? onBack : () => setSentTo(null);
  return (
    <section aria-labelledby="email-code" className="flex flex-col gap-4">
      <h2 id="email-code" className="font-display text-xl font-bold">
        {sentTo === null ? t('codeByEmail') : t('lookIntoMailbox')}
      </h2>
      {sentTo === null ? (
        <AddressEntry
          typed={typed}
          isChanging={wasSent}
          submit={async (email) => {
            await send(email);
            setSentTo(email);
            setWasSent(true);
          }}
        />
      ) : (
        <CodeEntry
          email={sentTo}
          size="large"
          submitLabel={tCommon('signIn')}
          submit={(code) => verify(sentTo, code)}
          sendAgain={() => send(sentTo)}
        />
      )}
      {back && (
        <Button variant="quiet" block onClick={back}>
          {sentTo === null ? t('anotherWay') : t('anotherAddress')}
        </Button>
      )}
    </section>
  );
}

interface AddressEntryProps {
  typed: string;
  /** A code was sent, and another address shall get one: the form asks for it, and sends nothing automatically. */
  isChanging: boolean;
  submit: (email: string) => Promise<void>;
}

function AddressEntry({ typed, isChanging, submit }: AddressEntryProps) {
  const t = useTexts('sign-in');
  const tCode = useTexts('email-code');
  const tCommon = useTexts('common');
  const isAddress = typed.includes('@');
  const sending = useApiAction(submit);
  const begun = useRef(false);
  const { run } = sending;
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ EmailCodeRequest }) => EmailCodeRequest,
    fieldNames: ['email'],
    defaultValues: { email: isAddress ? typed : '' },
    submit: ({ email }) => submit(email),
  });
  const { setFocus } = form;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (isAddress && !isChanging) void run(typed.trim());
    else if (typed !== '') setFocus('email');
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it appears
  }, []);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      {sending.running && (
        <p role="status" className="flex items-center gap-2 text-ink-soft">
          <Spinner /> <span>{t('asking')}</span>
        </p>
      )}
      <FormAlert {...sending} />
      <FormAlert {...state} />
      <TextField
        label={tCommon('email')}
        type="email"
        inputMode="email"
        autoComplete="username webauthn"
        description={t('accountAddress')}
        error={errorOf('email')}
        {...form.register('email')}
      />
      <BrowserCheckStatus />
      <Button type="submit" block size="large" loading={state.submitting || sending.running} disabled={state.blocked}>
        {tCode('mailMe')}
      </Button>
    </form>
  );
}
