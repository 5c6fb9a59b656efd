'use client';
import type { CurrentUser, IdentityRegistration } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useImageFromProvider } from './use-image-from-provider.tsx';
import { AccountFields } from '../register/account-fields.tsx';

type CompleteRegistrationProps = IdentityRegistration & { onComplete: (user: CurrentUser) => void };

/** The provider has confirmed the user's identity, and no account has it yet: only a name is missing. */
export function CompleteRegistration({
  provider,
  username: suggested,
  email,
  emailVerified,
  hasImage,
  onComplete,
}: CompleteRegistrationProps) {
  const t = useTexts('provider-callback');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const image = useImageFromProvider({ provider, hasImage }, onComplete);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ RegisterIdentityRequest }) => RegisterIdentityRequest,
    fieldNames: ['username', 'email'],
    defaultValues: { username: suggested ?? '', email: email ?? '' },
    submit: async (body) => image.complete(await client('identity.register', { body })),
  });
  const done = form.succeeded && !state.failure;
  if (image.notTaken) return image.notTaken;
  return (
    <>
      <AuthHeading title={t('title')} takesOver>
        <p>{t('text', { provider: provider.name })}</p>
      </AuthHeading>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <AccountFields
          form={form}
          errorOf={errorOf}
          emailText={emailVerified ? t('vouched', { provider: provider.name }) : t('notVouched')}
        />
        {image.choice}
        <BrowserCheckStatus />
        <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
          {tCommon('createAccount')}
        </Button>
      </form>
      <AuthLink question={t('haveAccount')} href="/login?next=/settings/security">
        {t('linkTwo')}
      </AuthLink>
    </>
  );
}
