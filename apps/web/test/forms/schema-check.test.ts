import { expect, it } from 'vitest';
import { schemaCheck } from '@/components/forms/use-api-form.ts';
import { ImageFields } from '@pixelboxx/shared';
import { z } from 'zod';

it('the check of a form reports the same errors as the api, also for generic schema errors', async () => {
  const check = schemaCheck(() =>
    z.strictObject({ visibility: ImageFields.shape.visibility, size: z.int(), id: z.uuid() }),
  );
  expect(await check({ visibility: 'secret', size: 1.5, id: 'x' })).toEqual({
    messages: {
      visibility: 'This must be “public” or “private”.',
      size: 'This must be a whole number.',
      id: 'This is not an id.',
    },
  });
});

it('the check of a form transforms input like the schema, and reports the first error of each field', async () => {
  const check = schemaCheck(() =>
    z.strictObject({ name: z.string().trim().min(3, 'Too short.').regex(/^a/, 'No a.') }),
  );
  expect(await check({ name: ' abc ' })).toEqual({ values: { name: 'abc' } });
  expect(await check({ name: ' b ' })).toEqual({ messages: { name: 'Too short.' } });
});
