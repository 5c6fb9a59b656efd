import { CliError, exitCodes } from '../cli-error.ts';
import type { Credentials } from '../settings/credentials.ts';
import type { Environment } from '../settings/environment.ts';
import { originOf } from '../site/address.ts';
import { createPace, type Pace } from '../site/retrying.ts';
import { Site } from '../site/site.ts';
import type { Output } from '../terminal/output.ts';
import { formatSeconds } from '../terminal/progress.ts';

/** The arguments of every command. */
export interface Context {
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly output: Output;
  /** Aborted when the program must end, with the CliError to end with as its reason. */
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/** @throws CliError URL_MISSING, URL_INVALID, URL_INSECURE */
export async function urlOf(context: Context, named: string | undefined): Promise<string> {
  const { environment, credentials } = context;
  const url = named ?? environment.url ?? (await credentials.current());
  if (url) return originOf(url);
  throw new CliError('URL_MISSING', 'Name the site by --url or PIXELBOXX_URL.', exitCodes.usage);
}

/** The site without a token, for users who are not signed in. */
export function siteWithoutToken({ signal, userAgent }: Context, url: string): Site {
  return new Site({ url, signal, userAgent });
}

/** The site with the signed-in user's token. @throws CliError NOT_SIGNED_IN, and as `urlOf` */
export async function signedIn(context: Context, named: string | undefined): Promise<Site> {
  const { environment, credentials, signal, userAgent, output } = context;
  const url = await urlOf(context, named);
  const token = environment.token ?? (await credentials.find(url))?.token;
  if (token === undefined) {
    throw new CliError('NOT_SIGNED_IN', `Nobody is signed in to ${url}. Run “pixelboxx login”.`, exitCodes.refused);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CliError('TOKEN_INVALID', 'PIXELBOXX_TOKEN is no access token.', exitCodes.usage);
  }
  if (environment.token === undefined && (await credentials.close())) {
    output.note(
      `Others could read ${credentials.path}, which has been changed. If somebody else uses this machine, log out and in again.`,
    );
  }
  return new Site({ url, token, signal, userAgent });
}

/** Reports long waits. */
export function paceOf({ signal, output }: Context): Pace {
  return createPace(signal, (seconds, code) => {
    if (seconds >= 5) output.note(`Waiting ${formatSeconds(seconds)} (${code}).`);
  });
}
