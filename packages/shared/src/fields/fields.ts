import { z } from 'zod';
import { canonicalEmail, canonicalIdentifier, emailFault, emailLength } from './email-addresses.ts';
import {
  countCharacters,
  hasFewMarks,
  isPlainLine,
  isPlainProse,
  isStorableText,
  isVisible,
  opaqueString,
  tidyCode,
  tidyProse,
  tidyText,
} from './text.ts';

export { countCharacters, isStorableText, opaqueString };

/** A string that every layer below can store unchanged. The base of every text field. */
export const Text = z.string().refine(isStorableText, { error: 'Contains characters that cannot be stored.' });

/** Accepted in either case (RFC 9562, 4) and lower-cased here, so that it is compared, encrypted and sent as the database has it. */
export const Id = z.uuid().overwrite((id) => id.toLowerCase());
export const Timestamp = z.iso.datetime();

/** Limits text before it is normalized: some normal forms take long to compute for long, hostile input. */
function bounded(units: number, error = 'This is too long.') {
  return Text.max(units, { error, abort: true });
}

/** Four UTF-16 units hold any character with its marks, decomposed. */
const unitsPerCharacter = 4;

interface LineRules {
  /** In characters. */
  readonly max: number;
  /** The message if nothing visible was entered. */
  readonly empty: string;
}

/** One line that users type and others read, such as a name: trimmed, NFC, and without hidden characters. */
export function lineOf({ max, empty }: LineRules) {
  const tooLong = `Use at most ${max} characters.`;
  return bounded(max * unitsPerCharacter, tooLong)
    .overwrite(tidyText)
    .min(1, { error: empty })
    .refine((line) => countCharacters(line) <= max, { error: tooLong })
    .refine((line) => line === '' || isVisible(line), { error: 'Enter a name that can be seen.' })
    .refine(isPlainLine, { error: 'Contains invisible characters that are not allowed.' })
    .refine(hasFewMarks, { error: 'Has too many accents on one letter.' });
}

/** Text that users write to explain something, in one line or several. */
export function proseOf({ min, max, empty }: LineRules & { readonly min: number }) {
  const tooLong = `Use at most ${max} characters.`;
  return bounded(max * unitsPerCharacter, tooLong)
    .overwrite(tidyProse)
    .refine((prose) => countCharacters(prose) >= min && isVisible(prose), { error: empty })
    .refine((prose) => countCharacters(prose) <= max, { error: tooLong })
    .refine(isPlainProse, { error: 'Contains invisible characters that are not allowed.' })
    .refine(hasFewMarks, { error: 'Has too many accents on one letter.' });
}

/** A search term: normalized like the stored texts, and not validated further. */
export const SearchText = bounded(255).overwrite(tidyText);

/** The reason for a decision about a user; the user reads it too. */
export const Reason = proseOf({ min: 3, max: 500, empty: 'Say why.' });

export const usernameLength = { min: 3, max: 32 } as const;

/** Letters are ASCII only, so that no two usernames can look alike by script, width or invisible characters. */
export const Username = Text.min(usernameLength.min, { error: `Use at least ${usernameLength.min} characters.` })
  .max(usernameLength.max, { error: `Use at most ${usernameLength.max} characters.` })
  .regex(/^[A-Za-z0-9_-]*$/, { error: 'Use only the letters a–z, digits, “_” and “-”.' });

/**
 * Stored and compared as `canonicalEmail` writes it: lower case, the domain in A-labels. In internationalized addresses
 * the domain can be in any script; the part before the “@” must be ASCII.
 */
export const Email = bounded(512, `Use at most ${emailLength.max} characters.`)
  .overwrite(canonicalEmail)
  .check(({ value, issues }) => {
    const fault = emailFault(value);
    if (fault !== null) issues.push({ code: 'custom', input: value, message: fault });
  })
  .meta({ format: 'email' });

/** Username or e-mail, in any case and form; names that nobody can have are looked up too. */
export const Identifier = bounded(255)
  .overwrite(canonicalIdentifier)
  .min(1, { error: 'Enter your username or e-mail.' });

export const passwordLength = { min: 8, max: 128 } as const;

/**
 * A new password, normalized by `opaqueString`; its length is counted in that form. Never trimmed or truncated (NIST SP
 * 800-63B 3.1.1.2, OWASP ASVS 6.2).
 */
export const NewPassword = bounded(1024, `Use at most ${passwordLength.max} characters.`)
  .overwrite(opaqueString)
  .refine((password) => countCharacters(password) >= passwordLength.min, {
    error: `Use at least ${passwordLength.min} characters.`,
  })
  .refine((password) => countCharacters(password) <= passwordLength.max, {
    error: `Use at most ${passwordLength.max} characters.`,
  });

/**
 * A password that somebody already has: it is compared, not validated. It is sent as typed, because its hash may be
 * older than `opaqueString`. The limit prevents hashing of huge input.
 */
export const ExistingPassword = Text.min(1, { error: 'Enter your password.' }).max(1024, {
  error: 'This is too long.',
});

/** Six digits (RFC 6238), or one backup code; spaces and dashes are ignored, so users can type codes as printed. */
export const OneTimeCode = bounded(64)
  .overwrite(tidyCode)
  .min(6, { error: 'Enter the whole code.' })
  .max(32, { error: 'This is too long.' })
  .regex(/^[\dA-Za-z -]+$/, { error: 'A code has digits and letters only.' });

/** The eight digits of an emailed code, with spaces as users type them. */
export const MailedCode = bounded(64)
  .overwrite(tidyCode)
  .regex(/^[\d ]{8,12}$/, { error: 'Enter all eight digits.' });

export const displayNameMaxLength = 64;

export const DisplayName = lineOf({ max: displayNameMaxLength, empty: 'Enter a name.' });
