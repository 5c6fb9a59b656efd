import { PasskeySignUpOptionsRequest, RegisterRequest, Username } from '@pixelboxx/shared';
import { z } from 'zod';
import { spokenTexts } from '@/lib/texts/browser-wording.ts';

/** Spaces that came along when the name was pasted are not part of it. */
const TypedUsername = z.string().trim().pipe(Username);

/** What the form asks for where a passkey takes the place of a password. */
export const PasskeySignUp = PasskeySignUpOptionsRequest.extend({ username: TypedUsername });

/** What the form asks for: the contract's request, and the password a second time. */
export const Registration = RegisterRequest.omit({ displayName: true })
  .extend({ username: TypedUsername, confirmPassword: z.string() })
  .refine(({ password, confirmPassword }) => password === confirmPassword, {
    path: ['confirmPassword'],
    error: () => spokenTexts('register')('notTheSame'),
    // Said together with everything else that is wrong, not only after the rest is right.
    when: ({ value }) => hasBothPasswords(value),
  });
export type Registration = z.infer<typeof Registration>;

function hasBothPasswords(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'password' in value && 'confirmPassword' in value;
}
