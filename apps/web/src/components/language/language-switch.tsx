'use client';
import { useRouter } from 'next/navigation';
import { useState, type ReactElement } from 'react';
import { messageOf } from '@/lib/api/api-failure.ts';
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
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (chosen: OurLanguage) => {
    setProblem(null);
    // What cannot be stored there now stays as it was, and so does the page.
    try {
      if (session.status === 'signed-in') updateUser(await client('user.updateMe', { body: { language: chosen } }));
    } catch (error) {
      setProblem(messageOf(error));
      return;
    }
    document.cookie = `${cookie}=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax`;
    router.refresh();
  };
  return (
    <>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {problem}
      </p>
      <select
        aria-label={t('language')}
        value={language}
        onChange={({ target }) => void choose(target.value as OurLanguage)}
        className="h-10 rounded-xl bg-sunken px-2.5 text-sm font-medium text-ink"
      >
        {children}
      </select>
    </>
  );
}
