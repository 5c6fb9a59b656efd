'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Identity, IdentityProvider } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { Link2 } from 'lucide-react';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { isApiError } from '@/lib/api/api-failure.ts';
import { leaveForProvider } from '@/lib/identities/leave-for-provider.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useIdentities } from './identities-provider.tsx';
import { useIdentityImage } from './identity-image.tsx';

/** Accounts at other sites that sign in to this one: linking and unlinking them. */
export function LinkedAccounts({ providers }: { providers: readonly IdentityProvider[] }) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { list, look } = useIdentities();
  if (providers.length === 0 && (list === null || list.items.length === 0)) return null;
  return (
    <SettingsCard title={t('linked')} about={t('linkedText')}>
      <FormAlert {...look}>
        <Button
          variant="secondary"
          size="small"
          className="mt-3"
          loading={look.running}
          disabled={look.waitSeconds > 0}
          onClick={() => void look.run()}
        >
          {tCommon('tryAgain')}
        </Button>
      </FormAlert>
      {list && list.items.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {list.items.map((identity) => (
            <LinkedAccount key={identity.id} identity={identity} onUnlinked={look.run} />
          ))}
        </ul>
      )}
      <div className="flex flex-col items-start gap-3">
        {providers.map((provider) => (
          <LinkButton key={provider.id} provider={provider} />
        ))}
      </div>
    </SettingsCard>
  );
}

function LinkButton({ provider: { id, name } }: { provider: IdentityProvider }) {
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const link = useApiAction(async () => {
    const { url } = await guarded(() => client('identity.link', { body: { provider: id } }));
    leaveForProvider(url, '/settings/security');
  });
  return (
    <>
      <FormAlert {...link} />
      <Button
        variant="secondary"
        loading={link.running}
        disabled={link.waitSeconds > 0}
        onClick={() => void link.run()}
      >
        {t('linkAt', { provider: name })}
      </Button>
    </>
  );
}

function LinkedAccount({ identity, onUnlinked }: { identity: Identity; onUnlinked: () => Promise<unknown> }) {
  const formats = useFormats();
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { id, provider, email, linkedAt, lastUsedAt } = identity;
  const image = useIdentityImage(identity);
  const unlink = useApiAction(async () => {
    try {
      await guarded(() => client('identity.unlink', { params: { id } }));
    } catch (error) {
      // Already gone: that is the desired result.
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
    }
    await onUnlinked();
  });
  const when = lastUsedAt
    ? t('lastUsed', { when: formats.moment(lastUsedAt) })
    : t('linkedWhen', { when: formats.moment(linkedAt) });
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[auto_1fr_auto]">
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-ink-soft">
        <Link2 aria-hidden="true" className="size-5.5" />
      </span>
      <div className="min-w-0">
        <p className="font-semibold break-words">{provider.name}</p>
        <p className="text-sm break-words text-ink-faint">{email === null ? when : `${email} · ${when}`}</p>
      </div>
      <div className="col-start-2 flex flex-wrap gap-2 justify-self-start sm:col-start-3">
        {image.button}
        <ConfirmButton
          small
          danger
          label={t('unlink')}
          fullLabel={
            email === null
              ? t('unlinkProvider', { provider: provider.name })
              : t('unlinkAccount', { provider: provider.name, email })
          }
          title={t('unlinkTitle', { provider: provider.name })}
          text={t('unlinkText')}
          confirmLabel={t('unlinkConfirm')}
          onConfirm={unlink.run}
        />
      </div>
      {image.outcome}
      {unlink.failure && (
        <div className="col-span-full">
          <FormAlert {...unlink} />
        </div>
      )}
    </li>
  );
}
