import { z } from 'zod';

/** NUL cannot be stored by Postgres, and half a surrogate pair cannot be written as UTF-8. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** A string that every layer below can carry unchanged. The base of every text field. */
export const Text = z.string().refine(isStorableText, { error: 'Contains characters that cannot be stored.' });

export const Id = z.uuid();
export const Timestamp = z.iso.datetime();

export const usernameLength = { min: 3, max: 32 } as const;

/** Letters are ASCII only, so that no two usernames can look alike by script, width or invisible characters. */
export const Username = Text.min(usernameLength.min, { error: `Use at least ${usernameLength.min} characters.` })
  .max(usernameLength.max, { error: `Use at most ${usernameLength.max} characters.` })
  .regex(/^[A-Za-z0-9_-]*$/, { error: 'Use only the letters a–z, digits, “_” and “-”.' });

// Lower-casing turns some other letters into ASCII ones (the Kelvin sign into k), so they are refused before it.
const isAscii = (text: string): boolean => !/[\u0080-\uFFFF]/.test(text);

/** Stored and compared in lower case. */
export const Email = Text.max(255, { error: 'Use at most 255 characters.' })
  .refine(isAscii, { error: 'This is not an e-mail address.' })
  .trim()
  .toLowerCase()
  .pipe(z.email({ error: 'This is not an e-mail address.' }));

export const passwordLength = { min: 8, max: 128 } as const;

/** Counted in characters as people see them in most scripts: Unicode code points, not UTF-16 units or bytes. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** A new password. Never trimmed, normalised or truncated (NIST SP 800-63B 3.1.1.2, OWASP ASVS 6.2). */
export const NewPassword = Text.refine((password) => countCharacters(password) >= passwordLength.min, {
  error: `Use at least ${passwordLength.min} characters.`,
}).refine((password) => countCharacters(password) <= passwordLength.max, {
  error: `Use at most ${passwordLength.max} characters.`,
});

/** A password someone already has: whatever it is, it is compared, not judged. The bound stops hashing of huge input. */
export const ExistingPassword = Text.min(1, { error: 'Enter your password.' }).max(1024, {
  error: 'This is too long.',
});

// Control characters and the marks that reorder text would let a name rewrite the line it stands in.
const unsafeInNames = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;
// Joiners and variation selectors belong to emoji and several scripts, but a name of nothing else cannot be seen.
const visibleInNames = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

export const displayNameMaxLength = 64;

export const DisplayName = Text.trim()
  .min(1, { error: 'Enter a name.' })
  .refine((name) => countCharacters(name) <= displayNameMaxLength, {
    error: `Use at most ${displayNameMaxLength} characters.`,
  })
  .refine((name) => name === '' || visibleInNames.test(name), { error: 'Enter a name that can be seen.' })
  .refine((name) => !unsafeInNames.test(name), { error: 'Contains invisible characters that are not allowed.' });
