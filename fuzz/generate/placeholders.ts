import type { HttpRequest } from '../http/message.ts';

/**
 * Values that only the running product knows are written as `{{name}}` in a generated request and filled in on sending: the
 * same seed generates the same requests, whatever ids the database assigned.
 */
const placeholderNames = [
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

/** Including the braces. */
const placeholderMax = 40;
const pattern = /\{\{([a-zA-Z]+)\}\}/g;

/** Replaces an unknown value: an id that nobody has. */
const nobodysId = '0198a000-0000-7000-8000-00000000dead';

/** A content length that was correct before is correct afterwards. */
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

/** Only what looks like a placeholder is decoded as text: a body can have megabytes. */
export function fillInBytes(bytes: Buffer, known: Known): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf('{{'); at >= 0; at = bytes.indexOf('{{', from)) {
    const near = bytes.toString('latin1', at, at + placeholderMax);
    const end = near.indexOf('}}');
    const text = end < 0 ? '{{' : near.slice(0, end + 2);
    kept.push(bytes.subarray(from, at), Buffer.from(fill(text, known), 'latin1'));
    from = at + text.length;
  }
  return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
}

function fill(text: string, known: Known): string {
  return text.replaceAll(pattern, (whole, name: string) => (isName(name) ? (known[name] ?? nobodysId) : whole));
}

function isName(name: string): name is PlaceholderName {
  return placeholderNames.some((known) => known === name);
}
