/** Extension → content type. Other types cannot be stored, so they can never be served. */
const contentTypes: Readonly<Record<string, string>> = { webp: 'image/webp', zip: 'application/zip' };

const pattern = /^(public|private)\/([0-9a-f]{64})\/([a-z0-9][a-z0-9-]{0,31})\.([a-z0-9]{1,8})$/;

export type ObjectVisibility = 'public' | 'private';

/** A parsed key: `<visibility>/<sha256>/<name>.<extension>`. */
export interface ObjectKey {
  readonly key: string;
  readonly visibility: ObjectVisibility;
  readonly contentHash: string;
  readonly name: string;
  readonly contentType: string;
}

/**
 * Parses an object key; null for anything else. The alphabet contains neither `.` segments nor separators, so a valid
 * key can be joined to a directory and never leads out of it (OWASP ASVS 5.0: 5.3.2).
 */
export function parseObjectKey(key: string): ObjectKey | null {
  const [, visibility, contentHash, name, extension] = pattern.exec(key) ?? [];
  const contentType = extension === undefined ? undefined : contentTypes[extension];
  if (!visibility || !contentHash || !name || !contentType) return null;
  return { key, visibility: visibility as ObjectVisibility, contentHash, name, contentType };
}

/** @throws TypeError for a key that our code could not have created. */
export function requireObjectKey(key: string): ObjectKey {
  const parsed = parseObjectKey(key);
  if (!parsed) throw new TypeError('Not an object key');
  return parsed;
}

/** @throws TypeError if a caller's description of an object contradicts its key. */
export function requireAgreement(
  key: ObjectKey,
  claimed: { contentType: string; visibility: ObjectVisibility },
): ObjectKey {
  if (key.contentType !== claimed.contentType || key.visibility !== claimed.visibility) {
    throw new TypeError('The content type or visibility contradicts the object key');
  }
  return key;
}

/** The folder that all variants of one image share. Ends in `/`, so that it can serve as a listing prefix. */
export function objectFolder(visibility: ObjectVisibility, contentHash: string): string {
  return `${visibility}/${contentHash}/`;
}

/** Content-addressed: another image has another key, so the key alone identifies the bytes. */
export function entityTag({ contentHash, name }: ObjectKey): string {
  return `"${contentHash.slice(0, 32)}-${name}"`;
}
