'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Passkey } from '@pixelboxx/shared';
import { KeyRound } from 'lucide-react';
import { later } from '@/components/loading/later.tsx';
import { useFocusButtonWithin } from '@/lib/focus/use-focus-button-within.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useHydrated } from '@/components/loading/use-hydrated.ts';
import { explainNoPasskeys } from '@/lib/passkeys/browser-passkeys.ts';
import { supportsPasskeys } from '@/lib/passkeys/supports-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

const AddPasskeyForm = later(() => import('./add-passkey-form.tsx').then(({ AddPasskeyForm }) => AddPasskeyForm));

interface PasskeysProps {
  passkeys: readonly Passkey[];
  onChanged: () => Promise<unknown>;
}

export function Passkeys({ passkeys, onChanged }: PasskeysProps) {
  const t = useTexts('security');
  const supported = supportsPasskeys();
  const hydrated = useHydrated();
  const { stays, focusButton } = useFocusButtonWithin();
  const removed = async () => {
    await onChanged();
    focusButton();
  };
  return (
    <SettingsCard title={t('passkeys')} about={t('passkeysText')}>
      {passkeys.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemoved={removed} />
          ))}
        </ul>
      )}
      {hydrated && !supported ? (
        <p className="text-sm text-ink-faint">{explainNoPasskeys()}</p>
      ) : (
        <div ref={stays}>
          <OpeningForm form={AddPasskeyForm} label={t('addPasskey')} savedText={t('passkeyReady')}>
            {({ close, saved }) => (
              <AddPasskeyForm
                close={close}
                onAdded={async () => {
                  await onChanged();
                  saved();
                }}
              />
            )}
          </OpeningForm>
        </div>
      )}
    </SettingsCard>
  );
}

function PasskeyRow({ passkey, onRemoved }: { passkey: Passkey; onRemoved: () => Promise<unknown> }) {
  const formats = useFormats();
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { id, name, synced, createdAt, lastUsedAt } = passkey;
  const remove = useApiAction(async () => {
    try {
      await guarded(() => client('passkey.remove', { params: { id } }));
    } catch (error) {
      // Already gone: that is the desired result.
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
    }
    await onRemoved();
  });
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[auto_1fr_auto]">
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-ink-soft">
        <KeyRound aria-hidden="true" className="size-5.5" />
      </span>
      <div className="min-w-0">
        <p className="font-semibold break-words">{name}</p>
        <p className="text-sm text-ink-faint">
          {(lastUsedAt
            ? t('lastUsed', { when: formats.moment(lastUsedAt) })
            : t('addedWhen', { when: formats.moment(createdAt) })) + (synced ? ` · ${t('everywhere')}` : '')}
        </p>
      </div>
      <div className="col-start-2 justify-self-start sm:col-start-3">
        <ConfirmButton
          small
          danger
          label={tCommon('remove')}
          fullLabel={t('removeNamed', { name })}
          title={t('removeNamedTitle', { name })}
          text={t('removePasskeyText')}
          confirmLabel={t('removePasskey')}
          onConfirm={remove.run}
        />
      </div>
      {remove.failure && (
        <div className="col-span-full">
          <FormAlert {...remove} />
        </div>
      )}
    </li>
  );
}
