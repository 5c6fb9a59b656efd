import { ExistingPassword } from '@pixelboxx/shared';
import { z } from 'zod';

/** A form that asks only for the user's current password. */
export const PasswordEntry = z.object({ password: ExistingPassword });
