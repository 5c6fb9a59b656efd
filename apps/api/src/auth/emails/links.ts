import type { mailLinkPaths } from '@pixelboxx/shared';

type MailLinkPath = (typeof mailLinkPaths)[keyof typeof mailLinkPaths];

/**
 * An address of the web as configured, never as a request claims it (`Host`, `Origin`, `Forwarded`: OWASP Forgot
 * Password Cheat Sheet). The token stands in the fragment, which no browser sends to any server.
 */
export function mailLink(webOrigin: string, path: MailLinkPath, token: string): string {
  return `${webOrigin}${path}#token=${token}`;
}
