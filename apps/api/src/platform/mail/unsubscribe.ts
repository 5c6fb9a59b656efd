/** How a reader ends emails of one kind. */
export interface Unsubscribing {
  /** Takes a POST without a session, cookie or question, from the mailbox's provider: the address itself says whose and which. */
  readonly url: string;
}

/**
 * One click in the mailbox (RFC 8058), which large mailboxes ask of whatever is not answered, asked for or about security.
 * @throws TypeError for an address that is not https, as RFC 8058 3.1 wants it
 */
export function unsubscribeHeaders({ url }: Unsubscribing): Record<string, string> {
  if (URL.parse(url)?.protocol !== 'https:') throw new TypeError('One unsubscribes at an https address');
  return { 'List-Unsubscribe': `<${new URL(url).href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
