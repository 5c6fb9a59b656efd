import { retrying } from '../site/retrying.ts';
import { type Context, paceOf, signedIn } from './context.ts';

export async function whoami(context: Context, { url: named }: { readonly url: string | undefined }): Promise<void> {
  const { environment, credentials, output } = context;
  const site = await signedIn(context, named);
  const user = await retrying(() => site.client('auth.me'), paceOf(context));
  const kept = environment.token === undefined ? await credentials.find(site.url) : null;
  const expiresAt = kept?.expiresAt ?? null;
  const until = expiresAt === null ? '' : ` The token works until ${expiresAt.slice(0, 10)}.`;
  output.result(
    { event: 'user', url: site.url, id: user.id, username: user.username, expiresAt },
    `${user.username} on ${site.url}.${until}`,
  );
}
