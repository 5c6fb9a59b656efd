import type { HttpRequest } from '../http/message.ts';

/**
 * What only the running product knows stands in a generated request as `{{name}}` and is filled in when it is sent: the
 * same seed makes the same requests, whatever ids the database gave.
 */
export const placeholderNames = [
  'access',
  'refresh',
  'username',
  'email',
  'password',
  'upload',
  'resumable',
  'someone',
  'session',
  'file',
  'aiToken',
] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

export type Known = Partial<Record<PlaceholderName, string>>;

export const placeholder = (name: PlaceholderName): string => `{{${name}}}`;

const pattern = /\{\{([a-zA-Z]+)\}\}/g;

/** What is not known yet becomes an id that nobody has. */
const nobodysId = '0198a000-0000-7000-8000-00000000dead';

/** A length that was right before is right after. */
export function fillIn({ method, target, headers, body }: HttpRequest, known: Known): HttpRequest {
  const filled = body && fillInBytes(body, known);
  const isLength = (name: string, value: string): boolean =>
    name === 'content-length' && value === String(body?.length);
  return {
    method,
    target: fill(target, known),
    headers: headers.map(([name, value]) => [
      name,
      isLength(name, value) ? String(filled?.length ?? 0) : fill(value, known),
    ]),
    body: filled,
  };
}

export function fillInBytes(bytes: Buffer, known: Known): Buffer {
  return bytes.includes('{{') ? Buffer.from(fill(bytes.toString('latin1'), known), 'latin1') : bytes;
}

function fill(text: string, known: Known): string {
  return text.replaceAll(pattern, (whole, name: string) => (isName(name) ? (known[name] ?? nobodysId) : whole));
}

function isName(name: string): name is PlaceholderName {
  return placeholderNames.some((known) => known === name);
}
