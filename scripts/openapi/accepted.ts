import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The text of a break from `findBreaks`, and the reason to make it anyway. Emptied after each release. */
const Accepted = z.record(z.string(), z.string().min(10));

/** @throws ZodError for a break without a reason */
export function readAccepted(): Record<string, string> {
  return Accepted.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'accepted.json'), 'utf8')));
}

/** `idle`: accepted entries that match no break, so that nothing can be allowed in advance or by a misspelling. */
export function weighBreaks(
  breaks: readonly string[],
  accepted: Readonly<Record<string, string>>,
): { refused: string[]; accepted: string[]; idle: string[] } {
  return {
    refused: breaks.filter((text) => !Object.hasOwn(accepted, text)),
    accepted: breaks.filter((text) => Object.hasOwn(accepted, text)).map((text) => `${text} (${accepted[text] ?? ''})`),
    idle: Object.keys(accepted).filter((text) => !breaks.includes(text)),
  };
}
