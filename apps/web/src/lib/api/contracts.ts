// Must be imported first: it decides how the schemas below are built.
import './validation-mode.ts';

export * from '@pixelboxx/shared';
// Translates what the contracts say about fields.
export { inPageFieldWords } from '@/lib/texts/field-words.ts';
