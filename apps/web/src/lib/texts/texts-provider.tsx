'use client';
import { UiTextsContext } from '@pixelboxx/ui';
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { speak, spokenWording } from './browser-wording.ts';
import type { ShownLanguage } from './shown-language.ts';
import { textsOf, type Catalogue, type Texts, type Wording } from './texts.ts';

const WordingContext = createContext<Wording | null>(null);

/** Adds catalogues to those above: each part of the site brings what it says. Rendered by `PageTexts`. */
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

/** What the page says, and in which language. */
export function useWording(): Wording {
  return use(WordingContext) ?? spokenWording();
}

/** The language that the page is in. */
export function useLanguage(): ShownLanguage {
  return useWording().language;
}

/** What says the messages of a catalogue, in the page’s language. */
export function useTexts<Name extends Catalogue>(name: Name): Texts<Name> {
  const wording = useWording();
  return useMemo(() => textsOf(wording, name), [wording, name]);
}
