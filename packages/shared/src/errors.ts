interface ErrorDescription {
  /** 400 to 599. */
  readonly status: number;
  /** A sentence for users. */
  readonly message: string;
}

/**
 * Every failure that a client can see, by its stable code. The message is for users; programs match the code. Adding a
 * code is compatible, changing its status or meaning is not. The contracts of features declare their own codes.
 */
const catalogue = {
  VALIDATION_ERROR: { status: 400, message: 'Some fields are not valid.' },
  MALFORMED_JSON: { status: 400, message: 'The request body is not valid JSON.' },
  BAD_REQUEST: { status: 400, message: 'The request cannot be understood.' },
  TOKEN_INVALID: { status: 400, message: 'This link is no longer valid. Please ask for a new one.' },
  CHALLENGE_INVALID: { status: 400, message: 'This took too long or was used already. Please start again.' },
  INVALID_CODE: { status: 400, message: 'This code is not right. Check the newest one.' },
  DEVICE_PENDING: { status: 400, message: 'The code has not been entered yet. Ask again in a moment.' },
  DEVICE_SLOW_DOWN: { status: 400, message: 'That was too soon. Wait longer between two questions.' },
  DEVICE_DENIED: { status: 400, message: 'The request was refused.' },
  DEVICE_CODE_INVALID: { status: 400, message: 'This code is not known, was used, or is too old. Begin again.' },
  PASSKEY_REJECTED: { status: 400, message: 'This passkey was not accepted.' },
  PROVIDER_DECLINED: { status: 400, message: 'Nothing was done: the other side was told not to go on.' },
  IDENTITY_REJECTED: { status: 400, message: 'Signing in this way did not work. Please try again, or another way.' },
  UNAUTHENTICATED: { status: 401, message: 'Please sign in.' },
  INVALID_CREDENTIALS: { status: 401, message: 'The username, e-mail or password is not right.' },
  MFA_REQUIRED: { status: 401, message: 'One more step: prove that it is you.' },
  REFRESH_INVALID: { status: 401, message: 'The session has ended. Please sign in again.' },
  REFRESH_REUSED: { status: 401, message: 'This session was ended because an old sign-in token was used again.' },
  FORBIDDEN: { status: 403, message: 'You may not do this.' },
  WRONG_PASSWORD: { status: 403, message: 'This is not your password.' },
  MAIL_CONFIRMATION_REQUIRED: {
    status: 403,
    message: 'There were too many wrong codes. Enter the code from the e-mail we have just sent, too.',
  },
  PROOF_REQUIRED: {
    status: 403,
    message: 'There are very many requests right now, so your browser must be checked first, which needs JavaScript.',
  },
  STEP_UP_REQUIRED: { status: 403, message: 'Please prove again that it is you.' },
  INSUFFICIENT_SCOPE: { status: 403, message: 'This access token is not allowed to do this.' },
  TOKEN_NOT_ALLOWED: { status: 403, message: 'This cannot be done by an access token. Sign in to do it.' },
  SECOND_FACTOR_REQUIRED: {
    status: 403,
    message: 'Looking after this site needs a second step: a code from an app, or a passkey.',
  },
  SECOND_FACTOR_GRANT_REQUIRED: {
    status: 403,
    message:
      'Use the second step that you have first. If you have none, ask an administrator to reset it: then you may set one up.',
  },
  SIGN_IN_METHOD_DISABLED: { status: 403, message: 'Signing in this way is not offered here.' },
  OTHER_BROWSER: {
    status: 403,
    message: 'This link works in the browser that asked for it. Type the code from the same e-mail there.',
  },
  CSRF_REJECTED: { status: 403, message: 'The request did not come from this site.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This address does not support that method.' },
  NOT_ACCEPTABLE: { status: 406, message: 'The requested representation is not available.' },
  REQUEST_TIMEOUT: { status: 408, message: 'The request took too long to arrive.' },
  ALREADY_ENABLED: { status: 409, message: 'This is enabled already.' },
  LAST_ADMIN: { status: 409, message: 'You are the only administrator. Make somebody else one first.' },
  LAST_SECOND_FACTOR: {
    status: 409,
    message: 'Whoever looks after this site needs a second step. Set up another one before you remove this one.',
  },
  LAST_SIGN_IN_METHOD: {
    status: 409,
    message: 'This is the only way into your account. Choose a password or add a passkey before you remove it.',
  },
  IDENTITY_TAKEN: { status: 409, message: 'This is linked to an account here already.' },
  ACCOUNT_EXISTS: {
    status: 409,
    message: 'An account with this e-mail exists. Sign in to it, then link the two in its security settings.',
  },
  USERNAME_TAKEN: { status: 409, message: 'This username is taken.' },
  EMAIL_TAKEN: { status: 409, message: 'An account with this e-mail already exists.' },
  TOKEN_LIMIT_REACHED: { status: 409, message: 'You have as many access tokens as there may be. End one first.' },
  QUOTA_EXCEEDED: { status: 409, message: 'Your storage is full. Delete something to make room.' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, message: 'The same request is being carried out right now.' },
  RETRY_IN_PROGRESS: { status: 409, message: 'Somebody has this tried again right now.' },
  SUBSCRIBER_UNKNOWN: { status: 409, message: 'No running part of the service handles this.' },
  UPLOAD_OFFSET_CONFLICT: { status: 409, message: 'The upload goes on at another place. Ask where it stands.' },
  UPLOAD_EXPIRED: { status: 410, message: 'This upload took too long. Please start again.' },
  PROTOCOL_VERSION_UNSUPPORTED: { status: 412, message: 'This version of the upload protocol is not spoken here.' },
  VERSION_CONFLICT: { status: 412, message: 'This was changed meanwhile. Look at it as it is now, and try again.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request is too large.' },
  URI_TOO_LONG: { status: 414, message: 'The address is too long.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'This kind of content is not accepted here.' },
  RANGE_NOT_SATISFIABLE: { status: 416, message: 'The file has no such part.' },
  INVALID_IMAGE: { status: 422, message: 'The file is not an image that can be read completely.' },
  MALWARE_DETECTED: { status: 422, message: 'The file was refused by the virus scanner.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, message: 'This Idempotency-Key was used for another request.' },
  IMAGE_TOO_LARGE: { status: 422, message: 'The image has too many pixels or frames.' },
  UPLOAD_LOCKED: { status: 423, message: 'This upload is being worked on. Please try again in a moment.' },
  UPGRADE_UNSUPPORTED: { status: 426, message: 'No other protocol is spoken at this address.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests. Please wait a moment.' },
  TOO_MANY_UPLOADS: { status: 429, message: 'Too many uploads are unfinished. Finish or cancel one first.' },
  ACCOUNT_LOCKED: { status: 429, message: 'Too many failed attempts. Please wait before trying again.' },
  HEADERS_TOO_LARGE: { status: 431, message: 'The request headers are too large.' },
  INTERNAL_ERROR: { status: 500, message: 'Something went wrong on our side.' },
  OVERLOADED: { status: 503, message: 'The service is busy. Please try again shortly.' },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    message: 'The other side does not answer right now. Please try again shortly, or sign in another way.',
  },
  SERVICE_UNAVAILABLE: { status: 503, message: 'A part of the service is not reachable. Please try again shortly.' },
} as const satisfies Record<string, ErrorDescription>;

/**
 * The failures of features, declared in their contracts beside their endpoints: with `declareErrors` at run time, and
 * with `declare module '../errors.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureErrors {}

export type ErrorCode = keyof typeof catalogue | keyof FeatureErrors;

const declared = new Map<string, ErrorDescription>(Object.entries(catalogue));

/**
 * Registers the failures of a feature; runs when its contract is imported.
 * @param errors by code, in capitals, beginning with what the feature is about, such as `ALBUM_FULL`
 * @throws Error for a code that another contract has
 */
export function declareErrors<Errors extends Readonly<Record<string, ErrorDescription>>>(errors: Errors): Errors {
  for (const [code, description] of Object.entries(errors)) {
    if (declared.has(code)) throw new Error(`Two contracts declare the error ${code}`);
    declared.set(code, description);
  }
  return errors;
}

/** The codes above and those of the features whose contracts were imported. */
export function declaredErrors(): ReadonlyMap<string, ErrorDescription> {
  return declared;
}

/** Status and default message of a code. @throws Error for one that no contract declares */
export function describeError(code: ErrorCode): ErrorDescription {
  const description = declared.get(code);
  if (!description) throw new Error(`No contract declares the error ${code}`);
  return description;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && declared.has(value);
}
