'use client';
import { UiTextsContext } from '@pixelboxx/ui';
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { speak, spokenWording } from './browser-wording.ts';
import type { ShownLanguage } from './shown-language.ts';
import { textsOf, type Catalogue, type Texts, type Wording } from './texts.ts';

const WordingContext = createContext<Wording | null>(null);

/** Adds catalogues to those above it: each part of the site provides its own. Rendered by `PageTexts`. */
export function TextsProvider({ language, messages, children }: Wording & { children: ReactNode }) {
  const above = use(WordingContext);
  const wording = useMemo(
    () => ({ language, messages: { ...(above?.language === language && above.messages), ...messages } }),
    [above, language, messages],
  );
  useLayoutEffect(() => speak(wording), [wording]);
  return (
    <WordingContext value={wording}>
      <UiTextsContext value={textsOf(wording, 'ui')}>{children}</UiTextsContext>
    </WordingContext>
  );
}

/** The page's messages and its language. */
export function useWording(): Wording {
  return use(WordingContext) ?? spokenWording();
}

/** The language of the page. */
export function useLanguage(): ShownLanguage {
  return useWording().language;
}

/** Returns the function that formats the messages of a catalogue in the page’s language. */
export function useTexts<Name extends Catalogue>(name: Name): Texts<Name> {
  const wording = useWording();
  return useMemo(() => textsOf(wording, name), [wording, name]);
}
