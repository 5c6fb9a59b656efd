import type { ObjectKey } from '../object-key.ts';

/** Fixed names: the user's name of a file never reaches a header. Only images are shown inline. */
export function dispositionOf(contentType: string): string {
  return contentType === 'image/webp' ? 'inline; filename="image.webp"' : 'attachment; filename="pixelboxx-export.zip"';
}

/**
 * Public images can be cached anywhere. A private one is cached for ten minutes in the browser that was given its URL,
 * for the pages that show it again; an archive of a user's data is not cached at all.
 */
export function cachingOf({ visibility, contentType }: Pick<ObjectKey, 'visibility' | 'contentType'>): string {
  if (visibility === 'public') return 'public, max-age=31536000, immutable';
  return contentType === 'image/webp' ? 'private, max-age=600, immutable' : 'private, no-store';
}

/**
 * What a browser may do with a stored file: show it as the type we declare, nothing else. If markup were ever stored
 * after all, it would open without origin, scripts or requests (OWASP ASVS 5.0: 3.2.1, 3.5.4, 5.4.1).
 */
export function fileHeaders({
  visibility,
  contentType,
}: Pick<ObjectKey, 'visibility' | 'contentType'>): Record<string, string> {
  return {
    'cache-control': cachingOf({ visibility, contentType }),
    'content-disposition': dispositionOf(contentType),
    'content-security-policy': "sandbox; default-src 'none'",
    // Public images may be embedded from the web's own host; private ones only within the site.
    'cross-origin-resource-policy': visibility === 'public' ? 'cross-origin' : 'same-site',
    'x-content-type-options': 'nosniff',
  };
}
