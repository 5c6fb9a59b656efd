'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { NewPersonalToken, PersonalTokenList } from '@pixelboxx/shared';
import { Button, Skeleton } from '@pixelboxx/ui';
import { later, type Fetched } from '@/components/loading/later.tsx';
import { useEffect, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useFocusButtonWithin } from '@/lib/focus/use-focus-button-within.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

// Most users have no tokens: the page does not wait for the list component.
const TokenList = later(() => import('./token-list.tsx').then(({ TokenList }) => TokenList));
const FreshToken = later(() => import('./fresh-token.tsx').then(({ FreshToken }) => FreshToken));
const CreateTokenForm = later(() => import('./create-token-form.tsx').then(({ CreateTokenForm }) => CreateTokenForm));

/** Loaded with the component that shows the new token: it is seen once, so nothing may have to be loaded then. */
const createTokenForm: Fetched = {
  fetch: () => Promise.all([CreateTokenForm, FreshToken, TokenList].map((part) => part.fetch())),
  isHere: () => [CreateTokenForm, FreshToken, TokenList].every((part) => part.isHere()),
};

/** The tokens of the user's programs, and what they may do. */
export function PersonalTokens() {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [list, setList] = useState<PersonalTokenList | null>(null);
  const [fresh, setFresh] = useState<NewPersonalToken | null>(null);
  const look = useApiAction(async () => setList(await client('personalToken.list')));
  const { run } = look;
  const { stays, focusButton } = useFocusButtonWithin();
  const revoked = async () => {
    await run();
    focusButton();
  };
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  return (
    <SettingsCard title={t('tokens')} about={t('tokensText')}>
      <FormAlert {...look} />
      {list === null && look.failure === null && (
        <div role="status">
          <span className="sr-only">{tCommon('loading')}</span>
          <Skeleton className="h-16 w-full rounded-xl" />
        </div>
      )}
      {list === null && look.failure !== null && (
        <Button
          variant="secondary"
          className="self-start"
          loading={look.running}
          disabled={look.waitSeconds > 0}
          onClick={() => void run()}
        >
          {tCommon('tryAgain')}
        </Button>
      )}
      {list && list.items.length > 0 && <TokenList tokens={list.items} onRevoked={revoked} />}
      {fresh && <FreshToken token={fresh} onSaved={() => setFresh(null)} />}
      {list && !fresh && (
        <div ref={stays}>
          <OpeningForm form={createTokenForm} label={t('makeAToken')} savedText={null}>
            {({ close }) => (
              <CreateTokenForm
                scopes={list.scopes}
                close={close}
                onMade={async (made) => {
                  setFresh(made);
                  await run();
                }}
              />
            )}
          </OpeningForm>
        </div>
      )}
    </SettingsCard>
  );
}
