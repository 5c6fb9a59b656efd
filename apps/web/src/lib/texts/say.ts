import type { CompiledMessage } from 'icu-minify/format';
import type { ReactNode } from 'react';
import { numberFormat, pluralRules } from '@/lib/intl/formatters.ts';

/** The value of an argument: a name, a number, or an element such as a link. */
export type Part = string | number | ((children: readonly ReactNode[]) => ReactNode);

/** The output of `icu-minify/compile`: a text, the number of the plural rule around it, or an array headed by a name. */
type Node = string | 0 | readonly [name: string, ...rest: readonly unknown[]];

/** Marks a plural rule in that array. */
const pluralRule = 2;

/**
 * Formats a compiled message with arguments, plural rules and elements, which is all that `generate.ts` allows in a
 * catalogue. A third of the size of a full ICU formatter.
 * @returns a string if the message has no elements, else its parts
 */
export function say(message: CompiledMessage, locale: string, values: Readonly<Record<string, Part>>) {
  const parts = partsOf([message].flat(), locale, values, 0);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
}

function partsOf(
  nodes: readonly Node[],
  locale: string,
  values: Readonly<Record<string, Part>>,
  counted: number,
): readonly ReactNode[] {
  return nodes.flatMap((node): readonly ReactNode[] => {
    if (typeof node === 'string') return [node];
    if (node === 0) return [numberFormat(locale).format(counted)];
    const [name, kind, ...rest] = node;
    const value = values[name];
    if (kind === pluralRule) {
      const count = Number(value);
      const forms = rest[0] as Readonly<Record<string, Node | readonly Node[]>>;
      const form = forms[`=${count}`] ?? forms[pluralRules(locale).select(count)] ?? forms['other'] ?? '';
      return partsOf(Array.isArray(form) ? form : [form as Node], locale, values, count);
    }
    if (typeof value !== 'function') return [String(value)];
    return [value(partsOf(node.slice(1) as readonly Node[], locale, values, counted))];
  });
}
