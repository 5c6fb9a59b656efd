'use client';
import { useRouter } from 'next/navigation';
import { useState, type ReactElement } from 'react';
import { messageOf } from '@/lib/api/api-failure.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useLanguage, useTexts } from '@/lib/texts/texts-provider.tsx';
import type { OurLanguage } from '@/lib/texts/shown-language.ts';

interface LanguageSwitchProps {
  /** Name of the cookie with the choice. Passed in, since its module contains more than browsers need. */
  cookie: string;
  /** An option for each language. */
  children: readonly ReactElement[];
}

/** The language of this site: kept in this browser for a year, and in the account of a signed-in user. */
export function LanguageSwitch({ cookie, children }: LanguageSwitchProps) {
  const t = useTexts('common');
  const language = useLanguage();
  const router = useRouter();
  const { session, client, updateUser } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (chosen: OurLanguage) => {
    setProblem(null);
    // If it cannot be stored there now, it stays as it was, and so does the page.
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
