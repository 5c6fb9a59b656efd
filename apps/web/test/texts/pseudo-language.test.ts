import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogues } from '@/generated/catalogues.ts';
import { pseudoMessage } from '@/lib/texts/pseudo-language.ts';
import { argumentsOf } from '../../generate-messages.ts';

const messages = Object.values(catalogues.en).flatMap((catalogue) => Object.values(catalogue));

describe('a message in the pseudo-language', () => {
  it('has the arguments of the English one', () => {
    for (const message of messages) expect([...argumentsOf(pseudoMessage(message))]).toEqual([...argumentsOf(message)]);
  });

  it('has no plain letters outside its arguments, and is not shorter', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), (message) => {
        const strange = pseudoMessage(message);
        expect(strange.length).toBeGreaterThanOrEqual(message.length);
        if (!/[{<]/.test(message)) expect(strange).not.toMatch(/[A-Za-z]/);
      }),
      { seed: 20_261_128 },
    );
  });
});
