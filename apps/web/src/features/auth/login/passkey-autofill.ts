import type { ApiClient } from '@pixelboxx/api-client';
import type { CurrentUser, WebAuthnJson } from '@pixelboxx/shared';

/** The API forgets its challenge after five minutes; a browser's list may be open for longer. */
const renewedAfterMs = 4 * 60_000;

/** The user who signed in by a passkey that the browser offered; null if none did. @throws like `offerPasskeys`. */
export async function signInByAutofill(client: ApiClient, signal: AbortSignal): Promise<CurrentUser | null> {
  const response = await offerPasskeys(client, signal);
  return response && client('passkey.signIn', { body: { response } });
}

/**
 * Makes the browser offer passkeys in its autofill (WebAuthn Level 3, 5.1.4: conditional mediation), without a dialog. Resolves to
 * the proof once one was picked, or null. @throws AbortError if `signal` ends it; ApiError.
 */
async function offerPasskeys(client: ApiClient, signal: AbortSignal): Promise<WebAuthnJson | null> {
  if (!(await canOffer())) return null;
  for (;;) {
    const options = await client('passkey.authenticationOptions', { signal });
    const renewal = AbortSignal.timeout(renewedAfterMs);
    const picked = await pick(options, AbortSignal.any([signal, renewal]));
    signal.throwIfAborted();
    if (picked || !renewal.aborted) return picked;
  }
}

async function canOffer(): Promise<boolean> {
  if (!('PublicKeyCredential' in window)) return false;
  const { PublicKeyCredential: api } = window;
  const isKnown = 'isConditionalMediationAvailable' in api && 'parseRequestOptionsFromJSON' in api;
  return isKnown && (await api.isConditionalMediationAvailable());
}

async function pick(options: WebAuthnJson, signal: AbortSignal): Promise<WebAuthnJson | null> {
  const json = options as WebAuthnJson & PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const credential = await navigator.credentials
    .get({ publicKey, mediation: 'conditional', signal })
    // Aborted, or nothing was picked: browsers do not say which.
    .catch(() => null);
  return credential instanceof PublicKeyCredential ? { ...(credential.toJSON() as object) } : null;
}
