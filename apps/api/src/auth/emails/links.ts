import type { mailLinkPaths } from '@pixelboxx/shared';

type MailLinkPath = (typeof mailLinkPaths)[keyof typeof mailLinkPaths];

/**
 * A URL of the web as configured, never as a request claims it (`Host`, `Origin`, `Forwarded`: OWASP Forgot Password
 * Cheat Sheet). The token is in the fragment, which browsers do not send to any server.
 */
export function mailLink(webOrigin: string, path: MailLinkPath, token: string): string {
  return `${webOrigin}${path}#token=${token}`;
}
