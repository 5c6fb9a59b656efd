'use client';
import { LANGUAGES, languageCookie } from '@pixelboxx/shared/languages';
import { SelectField } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { languageNames } from '@/lib/texts/language-names.ts';
import type { OurLanguage } from '@/lib/texts/shown-language.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

/** The account's language. Without one, the browser's preference applies, so a choice stored there is removed, too. */
export function LanguageSetting() {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const { client, updateUser } = useSession();
  const user = useCurrentUser();
  const router = useRouter();
  const choose = useApiAction(async (language: OurLanguage | null) => {
    updateUser(await client('user.updateMe', { body: { language } }));
    if (language === null) document.cookie = `${languageCookie}=; Path=/; Max-Age=0; SameSite=Lax`;
    router.refresh();
  });
  return (
    <>
      <FormAlert {...choose} />
      <SelectField
        label={tCommon('language')}
        description={t('languageText')}
        value={user.language ?? ''}
        disabled={choose.running || choose.waitSeconds > 0}
        onChange={({ target }) => void choose.run(target.value === '' ? null : (target.value as OurLanguage))}
      >
        <option value="">{t('languageAuto')}</option>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </SelectField>
    </>
  );
}
