import type { ReactNode } from 'react';
import { compiledCatalogues } from '../texts/page-catalogues.ts';
import { readLanguage } from './read-language.ts';
import type { Catalogue } from '../texts/texts.ts';
import { TextsProvider } from '../texts/texts-provider.tsx';

/** Provides a part of the site with the catalogues that its components use; the parts around it have provided theirs. */
export async function PageTexts({ of, children }: { of: readonly Catalogue[]; children: ReactNode }) {
  const language = await readLanguage();
  return (
    <TextsProvider language={language} messages={compiledCatalogues(language, of)}>
      {children}
    </TextsProvider>
  );
}
