import { CreatePersonalTokenRequest } from '@pixelboxx/shared';
import { z } from 'zod';

/** The token form's values; the scopes are chosen beside its fields. */
export const TokenEntries = z.object({
  name: CreatePersonalTokenRequest.shape.name,
  expiresInDays: z.string().transform(Number).pipe(CreatePersonalTokenRequest.shape.expiresInDays),
});
