import { CliError, exitCodes } from '../cli-error.ts';
import { retrying } from '../site/retrying.ts';
import { type Context, paceOf, siteWithoutToken, urlOf } from './context.ts';

/** Revokes the token on the site, then deletes it here: if it cannot be revoked it is kept for another try. */
export async function logout(
  context: Context,
  { url: named, local }: { readonly url: string | undefined; readonly local: boolean },
): Promise<void> {
  const { credentials, environment, output } = context;
  if (environment.token !== undefined) {
    const message = 'The token comes from PIXELBOXX_TOKEN: end it in your security settings, and take it out of there.';
    throw new CliError('TOKEN_FROM_ENVIRONMENT', message, exitCodes.usage);
  }
  const url = await urlOf(context, named);
  const credential = await credentials.find(url);
  if (!credential) throw new CliError('NOT_SIGNED_IN', `Nobody is signed in to ${url}.`, exitCodes.refused);
  const { token, username } = credential;
  if (!local) {
    const site = siteWithoutToken(context, url);
    await retrying(() => site.client('personalToken.revokePresented', { body: { token } }), paceOf(context));
  }
  await credentials.remove(url);
  const sentence = local ? `Forgot the token for ${url}, which still works.` : `Signed ${username} out of ${url}.`;
  output.result({ event: 'signed-out', url, username, ended: !local }, sentence);
}
