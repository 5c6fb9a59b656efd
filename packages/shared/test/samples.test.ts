import { expect, it } from 'vitest';
import { z } from 'zod';
import { Id, lineOf } from '../src/index.ts';
import { validBody } from './support/contract.ts';

it('fields of which any value is good need no example', () => {
  const body = z.strictObject({ uploadId: Id, isMailed: z.boolean(), isPinned: z.boolean().optional() });
  expect(body.parse(validBody(body))).toMatchObject({ isMailed: true, isPinned: true });
});

it('a required field without an example is named, and what it needs', () => {
  const body = z.strictObject({ motto: lineOf({ max: 9, empty: 'Enter one.' }) });
  expect(() => validBody(body)).toThrow('“motto” has no example: add .meta({ examples');
});
