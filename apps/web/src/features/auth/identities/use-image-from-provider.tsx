'use client';
import type { CurrentUser, IdentityRegistration } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useState, type ReactElement } from 'react';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { takeProviderImage } from '@/lib/identities/take-provider-image.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface ImageFromProvider {
  /** For the form; null where the provider has none. */
  choice: ReactElement | null;
  /** Once there is an account: takes the image over if that was chosen, and goes on. Throws nothing. */
  complete: (user: CurrentUser) => Promise<void>;
  /** In place of the form: there is an account, and no image. */
  notTaken: ReactElement | null;
}

/** Whether what the provider has becomes the avatar here: not unless whoever registers says so. */
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
