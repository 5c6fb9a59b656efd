import { ExistingPassword } from '@pixelboxx/shared';
import { z } from 'zod';

/** A form that asks for nothing but the password someone has. */
export const PasswordEntry = z.object({ password: ExistingPassword });
