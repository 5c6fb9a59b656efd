import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { WebAuthnJson } from '@pixelboxx/shared';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type * as webauthn from '@simplewebauthn/browser';
import type { ApiClient } from '@pixelboxx/api-client';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';

/** Why `supportsPasskeys` returns false, for the user. Browsers hide WebAuthn if a page was not loaded over https. */
export function explainNoPasskeys(): string {
  const t = spokenTexts('common');
  return window.isSecureContext ? t('noPasskeys') : t('passkeysNeedHttps');
}

/** Makes the browser ask for a passkey. @throws UserFacingError if none was used, ApiError if the API refused. */
export async function askForPasskey(client: ApiClient): Promise<WebAuthnJson> {
  const optionsJSON = await client('passkey.authenticationOptions');
  return ceremony(async ({ startAuthentication }) =>
    startAuthentication({ optionsJSON: optionsJSON as WebAuthnJson & PublicKeyCredentialRequestOptionsJSON }),
  );
}

/** Makes the browser create a passkey. @throws UserFacingError if none was created, ApiError if the API refused. */
export async function createPasskey(options: WebAuthnJson): Promise<WebAuthnJson> {
  return ceremony(async ({ startRegistration }) =>
    startRegistration({ optionsJSON: options as WebAuthnJson & PublicKeyCredentialCreationOptionsJSON }),
  );
}

async function ceremony(work: (browser: typeof webauthn) => Promise<object>): Promise<WebAuthnJson> {
  const browser = await import('@simplewebauthn/browser');
  try {
    return { ...(await work(browser)) };
  } catch (error) {
    throw new UserFacingError(explain(error), { cause: error });
  }
}

function explain(error: unknown): string {
  const t = spokenTexts('common');
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return t('passkeyKnown');
  if (code === 'ERROR_INVALID_DOMAIN' || code === 'ERROR_INVALID_RP_ID') {
    return t('passkeyElsewhere');
  }
  // To protect privacy, browsers do not tell whether there was none, it took too long, or the user declined.
  return t('noPasskeyUsed');
}
