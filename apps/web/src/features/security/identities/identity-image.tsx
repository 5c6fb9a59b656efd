'use client';
import type { Identity } from '@pixelboxx/shared';
import { useState, type ReactElement } from 'react';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SavedNote, type Saved } from '@/components/forms/saved-note.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { takeProviderImage } from '@/lib/identities/take-provider-image.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

const reasons: ReadonlyMap<string, 'gone' | 'unavailable' | 'unusable' | 'tooLarge'> = new Map([
  ['NOT_FOUND', 'gone'],
  ['PROVIDER_UNAVAILABLE', 'unavailable'],
  ['UNSUPPORTED_MEDIA_TYPE', 'unusable'],
  ['INVALID_IMAGE', 'unusable'],
  ['IMAGE_TOO_LARGE', 'tooLarge'],
  ['PAYLOAD_TOO_LARGE', 'tooLarge'],
]);

interface IdentityImage {
  /** Copies the image after a confirmation; null if there is none. */
  button: ReactElement | null;
  /** The result. */
  outcome: ReactElement;
}

/** Uses the image of a linked account at its provider as the avatar here. */
export function useIdentityImage({ id, provider, email, hasImage }: Identity): IdentityImage {
  const t = useTexts('provider-image');
  const { client, updateUser } = useSession();
  const [saved, setSaved] = useState<Saved>(0);
  const take = useApiAction(async () => {
    setSaved(0);
    updateUser(await takeProviderImage(client, id));
    setSaved(1);
  });
  const reason = reasons.get(take.failureCode ?? '');
  return {
    button: hasImage ? (
      <ConfirmButton
        small
        label={t('use')}
        fullLabel={
          email === null
            ? t('useFrom', { provider: provider.name })
            : t('useFromAccount', { provider: provider.name, email })
        }
        title={t('useTitle', { provider: provider.name })}
        text={t('useText')}
        confirmLabel={t('useConfirm')}
        disabled={take.waitSeconds > 0}
        onConfirm={take.run}
      />
    ) : null,
    outcome: (
      <div className="col-span-full has-[>p:only-child:empty]:hidden">
        <SavedNote saved={saved}>{t('taken')}</SavedNote>
        <FormAlert failure={reason ? t(reason) : take.failure} waitSeconds={take.waitSeconds} />
      </div>
    ),
  };
}
