import { CreatePersonalTokenRequest } from '@pixelboxx/shared';
import { z } from 'zod';

/** A token as a form has it; what it may do is chosen beside the fields. */
export const TokenEntries = z.object({
  name: CreatePersonalTokenRequest.shape.name,
  expiresInDays: z.string().transform(Number).pipe(CreatePersonalTokenRequest.shape.expiresInDays),
});
