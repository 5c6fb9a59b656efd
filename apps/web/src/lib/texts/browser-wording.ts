import type { Catalogue, Texts, Wording } from './texts.ts';
import { textsOf } from './texts.ts';

/** A document has one language, and every part that was shown adds its messages. Unused on servers, which render many. */
let spoken: Wording | null = null;

/** Makes the wording available to code outside components. */
export function speak({ language, messages }: Wording): void {
  const known = spoken?.language === language ? spoken.messages : {};
  spoken = { language, messages: { ...known, ...messages } };
}

/** Whether this document has a wording yet. */
export const hasSpoken = (): boolean => spoken !== null;

/** The wording of this document. @throws Error before a page is shown */
export function spokenWording(): Wording {
  if (!spoken) throw new Error('Texts need a TextsProvider above them.');
  return spoken;
}

/** The messages of a catalogue, for code outside components that runs in a browser. Call it when a message is needed. */
export function spokenTexts<Name extends Catalogue>(name: Name): Texts<Name> {
  return textsOf(spokenWording(), name);
}
