import type { Catalogue, Texts, Wording } from './texts.ts';
import { textsOf } from './texts.ts';

/** A document has one language, and every part of it that was shown adds its messages. Unused on servers, which show many. */
let spoken: Wording | null = null;

/** Makes it known to whatever is no component. */
export function speak({ language, messages }: Wording): void {
  const known = spoken?.language === language ? spoken.messages : {};
  spoken = { language, messages: { ...known, ...messages } };
}

/** Whether this document has said anything. */
export const hasSpoken = (): boolean => spoken !== null;

/** What this document says. @throws Error before a page is shown */
export function spokenWording(): Wording {
  if (!spoken) throw new Error('Texts need a TextsProvider above them.');
  return spoken;
}

/** The messages of a catalogue, for what is no component and runs in a browser. Asked for when something is said. */
export function spokenTexts<Name extends Catalogue>(name: Name): Texts<Name> {
  return textsOf(spokenWording(), name);
}
