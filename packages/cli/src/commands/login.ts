import { isApiError } from '@pixelboxx/api-client';
import { hostname } from 'node:os';
import { CliError, exitCodes } from '../cli-error.ts';
import { isPassing, type Pace, retrying } from '../site/retrying.ts';
import { Site } from '../site/site.ts';
import { type Context, paceOf, siteWithoutToken, urlOf } from './context.ts';

/** Exactly the scopes that this program needs. */
const scopes = ['profile:read', 'uploads:write', 'albums:read', 'albums:write'] as const;

const nameMax = 64;

type Begun = Awaited<ReturnType<typeof begin>>;

/**
 * Signs in with a code that the user enters in a browser (RFC 8628). It prints no link that contains the code and opens
 * no browser, so that users who are shown a code by somebody else have to ask what it is.
 */
export async function login(
  context: Context,
  { url: named, label }: { readonly url: string | undefined; readonly label: string | undefined },
): Promise<void> {
  const { credentials, output, signal, userAgent } = context;
  const url = await urlOf(context, named);
  const before = await credentials.find(url);
  const site = siteWithoutToken(context, url);
  const pace = paceOf(context);
  const begun = await begin(site, label ?? `Pixelboxx CLI on ${hostname()}`, pace);
  output.result(
    {
      event: 'code',
      userCode: begun.userCode,
      verificationUri: begun.verificationUri,
      expiresInSeconds: begun.expiresInSeconds,
    },
    `Open ${begun.verificationUri} in a browser where you are signed in, and enter this code: ${begun.userCode}`,
  );
  output.note(`It can be entered for ${Math.round(begun.expiresInSeconds / 60)} minutes. Waiting …`);
  const { token, expiresAt } = await waitForToken(site, begun, pace);
  const user = await retrying(() => new Site({ url, token, signal, userAgent }).client('auth.me'), pace);
  await credentials.save(url, { token, expiresAt, username: user.username });
  // A machine has one token: end the previous one, which nobody could use any more.
  if (before)
    await site.client('personalToken.revokePresented', { body: { token: before.token } }).catch(() => undefined);
  output.result(
    { event: 'signed-in', url, username: user.username, expiresAt },
    `Signed in to ${url} as ${user.username}. The token works until ${expiresAt.slice(0, 10)}.`,
  );
}

function begin(site: Site, clientName: string, pace: Pace) {
  const body = { clientName: clientName.slice(0, nameMax), scopes: [...scopes] };
  return retrying(() => site.client('device.begin', { body }), pace);
}

/** Polls as often as the site allows. @throws CliError DEVICE_DENIED, DEVICE_CODE_EXPIRED */
async function waitForToken(site: Site, { deviceCode, intervalSeconds, expiresInSeconds }: Begun, pace: Pace) {
  const endsMs = performance.now() + expiresInSeconds * 1000;
  let interval = intervalSeconds;
  while (performance.now() < endsMs) {
    await pace.sleep(interval * 1000);
    try {
      return await site.client('device.token', { body: { deviceCode } });
    } catch (error) {
      const code = isApiError(error) ? error.code : '';
      if (code === 'DEVICE_DENIED')
        throw new CliError(code, 'The request was refused in the browser.', exitCodes.refused);
      if (code === 'DEVICE_CODE_INVALID') break;
      const told = isApiError(error) ? error.details.retryAfterSeconds : undefined;
      if (code === 'DEVICE_PENDING' || code === 'DEVICE_SLOW_DOWN') interval = told ?? interval + 5;
      // After a broken connection, poll less often (RFC 8628, 3.5).
      else if (isPassing(error)) interval = Math.max(told ?? 0, interval * 2);
      else throw error;
    }
  }
  const message = 'The code was not entered in time. Run “pixelboxx login” again.';
  throw new CliError('DEVICE_CODE_EXPIRED', message, exitCodes.refused);
}
