import { languageCookie, LANGUAGES } from '@pixelboxx/shared/languages';
import { languageNames } from '@/lib/texts/language-names.ts';
import { LanguageSwitch } from '../language/language-switch.tsx';
import { useTranslations } from 'next-intl';
import { ThemeSwitch } from '@/components/theme/theme-switch.tsx';

export function SiteFooter() {
  const t = useTranslations('pages');
  return (
    <footer className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-4 px-4 py-6 sm:px-6">
      <p className="text-sm text-ink-faint">{t('slogan')}</p>
      <div className="flex flex-wrap items-center gap-3">
        <LanguageSwitch cookie={languageCookie}>
          {LANGUAGES.map((language) => (
            <option key={language} value={language} lang={language}>
              {languageNames[language]}
            </option>
          ))}
        </LanguageSwitch>
        <ThemeSwitch />
      </div>
    </footer>
  );
}
