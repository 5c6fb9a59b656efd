import { PasskeySignUpOptionsRequest, RegisterRequest, Username } from '@pixelboxx/shared';
import { z } from 'zod';
import { spokenTexts } from '@/lib/texts/browser-wording.ts';

/** Spaces that were pasted with the name are not part of it. */
const TypedUsername = z.string().trim().pipe(Username);

/** The form's entries if a passkey replaces the password. */
export const PasskeySignUp = PasskeySignUpOptionsRequest.extend({ username: TypedUsername });

/** The form's entries: the contract's request, and the password a second time. */
export const Registration = RegisterRequest.omit({ displayName: true })
  .extend({ username: TypedUsername, confirmPassword: z.string() })
  .refine(({ password, confirmPassword }) => password === confirmPassword, {
    path: ['confirmPassword'],
    error: () => spokenTexts('register')('notTheSame'),
    // Reported together with all other errors, not only after those are fixed.
    when: ({ value }) => hasBothPasswords(value),
  });
export type Registration = z.infer<typeof Registration>;

function hasBothPasswords(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'password' in value && 'confirmPassword' in value;
}
