// First: it decides how the schemas below are made.
import './validation-mode.ts';

export * from '@pixelboxx/shared';
// What they say of fields in other languages than their own.
export { inPageFieldWords } from '@/lib/texts/field-words.ts';
