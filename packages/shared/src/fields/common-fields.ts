import { z } from 'zod';
import { Text } from './fields.ts';
import { trimText } from './text.ts';

export const urlMaxLength = 2048;

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/**
 * The address of a page that users name, shown as a link. Only https, so that a link can neither run a script nor be
 * read in transit. Without a user name or password, which can disguise another site's address. Stored as browsers write
 * it (WHATWG URL): lower-case host in A-labels.
 */
export const Url = Text.max(urlMaxLength, { error: `Use at most ${urlMaxLength} characters.`, abort: true })
  .overwrite((text) => parseUrl(trimText(text))?.href ?? trimText(text))
  .max(urlMaxLength, { error: `Use at most ${urlMaxLength} characters.` })
  .check(({ value, issues }) => {
    const fault = urlFault(parseUrl(value));
    if (fault !== null) issues.push({ code: 'custom', input: value, message: fault });
  })
  .meta({ format: 'uri' });

function urlFault(url: URL | null): string | null {
  if (!url) return 'This is not a web address.';
  if (url.protocol !== 'https:') return 'Use an address that begins with “https://”.';
  return url.username === '' && url.password === '' ? null : 'Leave the name and password out of the address.';
}

/** `#rrggbb`, in lower case. */
export const HexColor = Text.max(16, { error: 'Use a colour such as “#1e90ff”.', abort: true })
  .overwrite((text) => trimText(text).toLowerCase())
  .regex(/^#[0-9a-f]{6}$/, { error: 'Use a colour such as “#1e90ff”.' });

/** How often a resource was changed, from 1; a client that changes it says which version it saw. Fits an integer column. */
export const Version = z.int().min(1).max(2_147_483_647);

export const slugMaxLength = 64;

/** A name for a URL: words of a–z and digits with a single hyphen between them. */
export const Slug = Text.min(1, { error: 'Enter a name for the address.' })
  .max(slugMaxLength, { error: `Use at most ${slugMaxLength} characters.`, abort: true })
  .regex(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/, {
    error: 'Use only the letters a–z, digits, and single hyphens between them.',
  });
