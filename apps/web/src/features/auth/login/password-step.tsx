'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Button, PasswordField, TextField } from '@pixelboxx/ui';
import { askedMethods } from '@/lib/api/asked-methods.ts';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import type { Opening } from '@/components/loading/use-opening.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';

interface PasswordStepProps {
  onComplete: (user: CurrentUser) => void;
  /** The password was correct, and one of these must follow. */
  onMfaRequired: (methods: readonly string[]) => Promise<void>;
  /** Switches to a code by email, with what was typed so far; null if that is not offered. */
  toEmailCode: Opening<[typed: string]> | null;
}

export function PasswordStep({ onComplete, onMfaRequired, toEmailCode }: PasswordStepProps) {
  const t = useTexts('sign-in');
  const tCode = useTexts('email-code');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ LoginRequest }) => LoginRequest,
    fieldNames: ['identifier', 'password'],
    submit: async (body) => {
      try {
        onComplete(await client('auth.login', { body }));
      } catch (error) {
        await onMfaRequired(askedMethods(error, 'MFA_REQUIRED'));
      }
    },
  });
  const done = form.succeeded && !state.failure;
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state}>
        {state.failureCode === 'ACCOUNT_LOCKED' && (
          <p className="mt-2">
            <Rich>{t.rich('locked', { link: (words) => <TextLink href="/forgot-password">{words}</TextLink> })}</Rich>
          </p>
        )}
      </FormAlert>
      <TextField
        label={t('identifier')}
        autoComplete="username webauthn"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        error={errorOf('identifier')}
        {...form.register('identifier')}
      />
      <PasswordField
        label={t('password')}
        autoComplete="current-password"
        error={errorOf('password')}
        {...form.register('password')}
      />
      <BrowserCheckStatus />
      <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
        {tCommon('signIn')}
      </Button>
      {toEmailCode && (
        <Button
          variant="quiet"
          block
          loading={toEmailCode.opening}
          onClick={() => toEmailCode.start(form.values['identifier'] ?? '')}
        >
          {tCode('mailMe')}
        </Button>
      )}
      <p className="text-center text-[0.9375rem]">
        <TextLink href="/forgot-password">{t('forgotPassword')}</TextLink>
      </p>
    </form>
  );
}
