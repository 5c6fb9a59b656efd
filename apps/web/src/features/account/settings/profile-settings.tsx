'use client';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Card, TextField, type Elements } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { AvatarEditor } from '@/features/profile/index.ts';
import { useReadableEmail } from '@/lib/email-addresses/use-readable-email.ts';
import { useFocusButtonWithin } from '@/lib/focus/use-focus-button-within.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { LanguageSetting } from './language-setting.tsx';
import { RemoveImage } from './remove-avatar.tsx';
import { SavedNote, type Saved } from '@/components/forms/saved-note.tsx';

const DisplayNameForm = later(() =>
  import('@/features/profile/display-name/index.ts').then(({ DisplayNameForm }) => DisplayNameForm),
);

export function ProfileSettings() {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const user = useCurrentUser();
  const email = useReadableEmail(user.email ?? '');
  const { stays, focusButton } = useFocusButtonWithin();
  const [imageSaved, setImageSaved] = useState<Saved>(0);
  const saved = () => setImageSaved((count) => count + 1);
  const removed = () => {
    saved();
    focusButton();
  };
  return (
    <>
      <Section title={t('picture')}>
        <div ref={stays}>
          <AvatarEditor onSaved={saved} actions={user.avatarUrl && <RemoveImage onRemoved={removed} />} />
        </div>
        <SavedNote saved={imageSaved}>{t('pictureUpdated')}</SavedNote>
      </Section>
      <Section title={t('name')}>
        <p className="text-ink-soft">
          <Rich>
            {t.rich('goBy', {
              name: () => <strong className="font-semibold break-words text-ink">{nameOf(user)}</strong>,
            })}
          </Rich>
        </p>
        <OpeningForm form={DisplayNameForm} label={t('changeName')} savedText={tCommon('saved')}>
          {({ saved, close }) => (
            <DisplayNameForm submitLabel={t('saveChanges')} onSaved={saved} takesFocus>
              <Button variant="quiet" onClick={close}>
                {tCommon('cancel')}
              </Button>
            </DisplayNameForm>
          )}
        </OpeningForm>
      </Section>
      <Section title={tCommon('account')}>
        <TextField
          label={tCommon('username')}
          value={user.username}
          readOnly
          autoComplete="off"
          description={t('usernameText')}
        />
        <TextField
          label={tCommon('email')}
          type="email"
          value={email}
          readOnly
          autoComplete="off"
          description={t('onlyYouSee')}
          aside={<TextLink href="/settings/security">{t('change')}</TextLink>}
        />
        <LanguageSetting />
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: Elements }) {
  return (
    <Card className="flex flex-col gap-5">
      <h2 className="font-display text-xl font-bold">{title}</h2>
      {children}
    </Card>
  );
}
