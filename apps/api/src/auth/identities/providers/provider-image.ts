import { OutgoingHttp } from '../../../platform/outgoing-http/outgoing-http.ts';

export const imageUrlMaxLength = 1024;

/** Where a provider stores a user's image. */
export interface ProviderImage {
  /** With https, or at exactly the provider's origin; without credentials. */
  readonly url: URL;
  /** True for the provider's own host, which the operator configured; any other host must be on the public internet. */
  readonly isAtProvider: boolean;
}

const outside = new OutgoingHttp('public');

/**
 * Checks the image URL from a provider before it is stored for a later download. With many providers, users write it
 * themselves, so it is untrusted in any case; the host's address is checked again when it is called.
 * @param said `picture` of OpenID Connect Core 1.0, 5.1, `avatar_url` at GitHub, or a stored one
 * @param home the origin of the provider
 * @returns null for a URL that we will never call
 */
export function providerImage(said: string | null | undefined, home: string): ProviderImage | null {
  if (said === null || said === undefined || said.length > imageUrlMaxLength) return null;
  const url = URL.parse(said);
  // Other schemes, such as `blob:`, can claim the origin of a site.
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  if (url.href.length > imageUrlMaxLength) return null;
  const isAtProvider = url.origin === home;
  return isAtProvider || outside.accepts(url) ? { url, isAtProvider } : null;
}
