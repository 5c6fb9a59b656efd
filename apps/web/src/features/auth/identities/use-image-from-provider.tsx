'use client';
import type { CurrentUser, IdentityRegistration } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useState, type ReactElement } from 'react';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { takeProviderImage } from '@/lib/identities/take-provider-image.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface ImageFromProvider {
  /** For the form; null if the provider has no image. */
  choice: ReactElement | null;
  /** Call it once the account exists: copies the image if the user chose that, and continues. Never throws. */
  complete: (user: CurrentUser) => Promise<void>;
  /** Replaces the form if the account was created but the image could not be copied. */
  notTaken: ReactElement | null;
}

/** Whether the provider's image becomes the avatar here: only if the user chooses so. */
export function useImageFromProvider(
  { provider, hasImage }: Pick<IdentityRegistration, 'provider' | 'hasImage'>,
  onComplete: (user: CurrentUser) => void,
): ImageFromProvider {
  const t = useTexts('provider-image');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [isChosen, setChosen] = useState(false);
  const [faceless, setFaceless] = useState<CurrentUser | null>(null);
  const take = async () => {
    const { items } = await client('identity.list');
    const identity = items.find((item) => item.provider.id === provider.id && item.hasImage);
    return identity ? takeProviderImage(client, identity.id) : null;
  };
  const complete = async (user: CurrentUser) => {
    const completed = isChosen ? await take().catch(() => null) : user;
    if (completed) onComplete(completed);
    else setFaceless(user);
  };
  return {
    complete,
    choice: hasImage ? (
      <label className="grid min-h-11 cursor-pointer grid-cols-[auto_1fr] gap-x-3 rounded-xl border border-line p-3 hover:bg-sunken">
        <input
          type="checkbox"
          className="mt-0.5 size-5 shrink-0 accent-brand"
          checked={isChosen}
          onChange={(event) => setChosen(event.currentTarget.checked)}
        />
        <span>{t('choose', { provider: provider.name })}</span>
        <span className="col-start-2 text-sm text-ink-faint">{t('chooseText')}</span>
      </label>
    ) : null,
    notTaken: faceless && (
      <>
        <AuthHeading title={t('accountMade')} takesOver>
          <p>{t('notTaken', { provider: provider.name })}</p>
        </AuthHeading>
        <Button block size="large" onClick={() => onComplete(faceless)}>
          {tCommon('continue')}
        </Button>
      </>
    ),
  };
}
