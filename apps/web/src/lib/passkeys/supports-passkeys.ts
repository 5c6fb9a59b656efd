/** Whether this browser supports passkeys; they need https or localhost. */
export function supportsPasskeys(): boolean {
  return typeof window !== 'undefined' && 'PublicKeyCredential' in window;
}
