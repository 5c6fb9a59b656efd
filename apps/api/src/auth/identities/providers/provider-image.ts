import { OutgoingHttp } from '../../../platform/outgoing-http/outgoing-http.ts';

export const imageUrlMaxLength = 1024;

/** Where a provider has the image of somebody. */
export interface ProviderImage {
  /** By https, or at the very origin of the provider; without credentials. */
  readonly url: URL;
  /** At the provider itself, which is wherever the operator says; any other host must be one of the internet. */
  readonly isAtProvider: boolean;
}

const outside = new OutgoingHttp('public');

/**
 * What of a provider's word is kept: an address that may be asked later. Users of many providers write it themselves, so it
 * is a stranger's, wherever it comes from; the host behind a name is looked at once more when it is called.
 * @param said `picture` of OpenID Connect Core 1.0, 5.1, `avatar_url` at GitHub, or what was kept of one
 * @param home the origin of the provider
 * @returns null for whatever nobody here will ever ask
 */
export function providerImage(said: string | null | undefined, home: string): ProviderImage | null {
  if (said === null || said === undefined || said.length > imageUrlMaxLength) return null;
  const url = URL.parse(said);
  // Others, such as `blob:`, may claim the origin of a site.
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  if (url.href.length > imageUrlMaxLength) return null;
  const isAtProvider = url.origin === home;
  return isAtProvider || outside.accepts(url) ? { url, isAtProvider } : null;
}
