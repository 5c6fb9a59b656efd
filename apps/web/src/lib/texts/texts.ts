import type { CompiledMessage } from 'icu-minify/format';
import type { ReactNode } from 'react';
import type { MessageArguments } from '@/generated/message-arguments.ts';
import { say, type Part } from './say.ts';
import { localeOf, type ShownLanguage } from './shown-language.ts';

/** A catalogue of messages: one feature's, in one language. */
export type Catalogue = keyof MessageArguments;

/** Compiled messages by key, by catalogue. */
export type Messages = Readonly<Record<string, Readonly<Record<string, CompiledMessage>>>>;

/** The messages and the language of a page. */
export interface Wording {
  readonly language: ShownLanguage;
  readonly messages: Messages;
}

type ArgumentsOf<Name extends Catalogue, Key extends keyof MessageArguments[Name]> = MessageArguments[Name][Key];

type Key<Name extends Catalogue> = keyof MessageArguments[Name] & string;

/** Keys of messages without elements in them. */
type PlainKey<Name extends Catalogue> = {
  [K in Key<Name>]: ArgumentsOf<Name, K> extends Readonly<Record<string, string | number>> ? K : never;
}[Key<Name>];

/** Formats a message by its key. `generate.ts` determines its arguments. */
export interface Texts<Name extends Catalogue> {
  <K extends PlainKey<Name>>(
    key: K,
    ...values: [keyof ArgumentsOf<Name, K>] extends [never] ? [] : [ArgumentsOf<Name, K>]
  ): string;
  /** A message with elements in it, to be placed in its own element. */
  rich: <K extends Exclude<Key<Name>, PlainKey<Name>>>(
    key: K,
    values: ArgumentsOf<Name, K>,
  ) => string | readonly ReactNode[];
}

/** @returns the function that formats the messages of a catalogue; if the page lacks a message, its key is shown */
export function textsOf<Name extends Catalogue>({ language, messages }: Wording, name: Name): Texts<Name> {
  const texts = (key: string, values: Readonly<Record<string, Part>> = {}) =>
    say(messages[name]?.[key] ?? key, localeOf(language), values);
  texts.rich = texts;
  return texts as Texts<Name>;
}
