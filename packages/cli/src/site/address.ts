import { CliError, exitCodes } from '../cli-error.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The origin of a site as typed. The token is sent there, so the address must be https or on this machine.
 * @throws CliError URL_INVALID, URL_INSECURE
 */
export function originOf(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password || !url.hostname) {
    throw new CliError(
      'URL_INVALID',
      `“${text}” is not the address of a site, such as https://pixelboxx.example.`,
      exitCodes.usage,
    );
  }
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) {
    const message = `${url.origin} is not encrypted: whoever is on the way would read the token. Use https.`;
    throw new CliError('URL_INSECURE', message, exitCodes.usage);
  }
  return url.origin;
}
