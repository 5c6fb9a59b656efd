// Apart from the contracts, so that a page that only asks what is offered need not carry the validation library.

/** Ways to sign in without anybody else's word, of which an installation offers some (`SIGN_IN_METHODS`). */
export const signInMethods = ['password', 'passkey', 'email-code'] as const;
export type SignInMethod = (typeof signInMethods)[number];
