import { expect, it } from 'vitest';
import { schemaResolver } from '@/components/forms/schema-resolver.ts';
import { ImageFields } from '@pixelboxx/shared';
import { z } from 'zod';

it('says of an entry what the api would say, also where the schema has no words of its own', async () => {
  const resolver = schemaResolver<Record<string, unknown>, Record<string, unknown>>(() =>
    z.strictObject({ visibility: ImageFields.shape.visibility, size: z.int(), id: z.uuid() }),
  );
  const options = { fields: {}, shouldUseNativeValidation: false };
  const { errors } = await resolver({ visibility: 'secret', size: 1.5, id: 'x' }, undefined, options);
  expect(errors).toMatchObject({
    visibility: { message: 'This must be “public” or “private”.' },
    size: { message: 'This must be a whole number.' },
    id: { message: 'This is not an id.' },
  });
});
