import type { CompiledMessage } from 'icu-minify/format';
import type { ReactNode } from 'react';
import { numberFormat, pluralRules } from '@/lib/intl/formatters.ts';

/** What stands in a message for a name, a number, or an element such as a link. */
export type Part = string | number | ((children: readonly ReactNode[]) => ReactNode);

/** As `icu-minify/compile` has them: a text, the number of the plural rule around it, or an array that begins with a name. */
type Node = string | 0 | readonly [name: string, ...rest: readonly unknown[]];

/** Of that array, what is a plural rule. */
const pluralRule = 2;

/**
 * Says a compiled message: arguments, plural rules and elements, which is what `generate.ts` lets into a catalogue.
 * A third of what a reader of all that ICU has weighs.
 * @returns a string where it has no elements, else its parts
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
