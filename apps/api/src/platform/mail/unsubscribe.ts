/** How a reader unsubscribes from emails of one kind. */
export interface Unsubscribing {
  /** Accepts a POST without session, cookie or confirmation, from the mailbox's provider: the URL alone identifies reader and kind. */
  readonly url: string;
}

/**
 * For `MailService.post`: the reader unsubscribes at this URL, whose endpoint has `oneClick` in its spec. Nothing on a site
 * that is not served over https, such as during development: mailboxes would ignore it.
 */
export function unsubscribingAt(url: string): { readonly unsubscribe?: Unsubscribing } {
  return URL.parse(url)?.protocol === 'http:' ? {} : { unsubscribe: { url } };
}

/**
 * One click in the mailbox (RFC 8058), which large providers require unless an email is a reply, requested or about security.
 * @throws TypeError for a URL that is not https, as RFC 8058 3.1 requires
 */
export function unsubscribeHeaders({ url }: Unsubscribing): Record<string, string> {
  if (URL.parse(url)?.protocol !== 'https:') throw new TypeError('The unsubscribe address must be https');
  return { 'List-Unsubscribe': `<${new URL(url).href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
