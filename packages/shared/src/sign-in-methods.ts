// Separate from the contracts, so that a page that only needs the offered methods does not load the validation library.

/** Ways to sign in that need no provider. An installation offers some of them (`SIGN_IN_METHODS`). */
export const signInMethods = ['password', 'passkey', 'email-code'] as const;
export type SignInMethod = (typeof signInMethods)[number];
