import { DisplayName } from '@pixelboxx/shared';
import { z } from 'zod';

export const ProfileEntries = z.object({
  // An empty entry means no name: the username is shown instead.
  displayName: z.union([z.literal('').transform(() => null), DisplayName]),
});
