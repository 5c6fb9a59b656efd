'use client';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useLanguage, useTexts } from '@/lib/texts/texts-provider.tsx';
import type { OurLanguage } from '@/lib/texts/shown-language.ts';

interface LanguageSwitchProps {
  /** The name of the one that keeps the choice. Handed on, since what knows it knows more than browsers need. */
  cookie: string;
  /** An option for each language. */
  children: readonly ReactElement[];
}

/** The language of this site: kept in this browser for a year, and by the account of whoever is signed in. */
export function LanguageSwitch({ cookie, children }: LanguageSwitchProps) {
  const t = useTexts('common');
  const language = useLanguage();
  const router = useRouter();
  const { session, client, updateUser } = useSession();
  const choose = async (chosen: OurLanguage) => {
    document.cookie = `${cookie}=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax`;
    // What cannot be stored there now stays as it was, and so does the page.
    if (session.status === 'signed-in')
      await client('user.updateMe', { body: { language: chosen } }).then(updateUser, () => undefined);
    router.refresh();
  };
  return (
    <select
      aria-label={t('language')}
      value={language}
      onChange={({ target }) => void choose(target.value as OurLanguage)}
      className="h-10 rounded-xl bg-sunken px-2.5 text-sm font-medium text-ink"
    >
      {children}
    </select>
  );
}
