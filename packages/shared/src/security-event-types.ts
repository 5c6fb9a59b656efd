// Separate from the contracts, so that a page that only shows events does not load the validation library.

/**
 * Types of security events with a sentence for each, addressed to the user who reads their own account. An unknown type
 * is shown by its name.
 */
export const securityEventTypes = {
  ACCOUNT_CREATED: 'You created this account.',
  SIGNED_IN: 'Someone signed in with your password.',
  NEW_DEVICE_SIGNED_IN: 'Someone signed in on a device that is new to this account.',
  SIGNED_OUT: 'A device signed out.',
  SESSION_REVOKED: 'A device was signed out from another one.',
  OTHER_SESSIONS_REVOKED: 'All other devices were signed out.',
  REFRESH_TOKEN_REUSED: 'An old sign-in token was used again, so that device was signed out.',
  EMAIL_VERIFICATION_SENT: 'A verification link was mailed.',
  EMAIL_VERIFIED: 'Your e-mail address was verified.',
  EMAIL_CHANGE_REQUESTED: 'Someone asked for another e-mail address.',
  EMAIL_CHANGED: 'Your e-mail address was changed.',
  EMAIL_CHANGE_REVERTED: 'Your previous e-mail address was put back.',
  PASSWORD_RESET_REQUESTED: 'Someone asked for a link to choose a new password.',
  PASSWORD_RESET: 'A new password was chosen by a mailed link.',
  PASSWORD_CHANGED: 'Your password was changed.',
  PASSWORD_REVOKED: 'Your password was made unusable until a new one is chosen.',
  DISOWNED: 'You said that something on this account was not you.',
  ACCOUNT_DELETED: 'You deleted this account.',
  ACCOUNT_RESTORED: 'The deletion of this account was undone.',
  DATA_EXPORT_REQUESTED: 'An archive of your data was asked for.',
  TOTP_ENABLED: 'Codes from an authenticator app were enabled.',
  TOTP_DISABLED: 'Codes from an authenticator app were disabled.',
  BACKUP_CODES_RENEWED: 'New backup codes were made; the old ones no longer work.',
  BACKUP_CODE_USED: 'A backup code was used.',
  SECOND_FACTOR_FAILED: 'Someone who knows your password entered a wrong code.',
  PASSKEY_ADDED: 'A passkey was added.',
  PASSKEY_REMOVED: 'A passkey was removed.',
  PASSKEY_SIGNED_IN: 'Someone signed in with a passkey.',
  PASSKEY_REFUSED: 'A passkey was refused because a copy of it seems to exist. Remove it unless you know why.',
  EMAIL_CODE_REQUESTED: 'Someone asked for a code to sign in with, which was mailed.',
  EMAIL_CODE_SIGNED_IN: 'Someone signed in with a code that was mailed.',
  IDENTITY_LINKED: 'An account at another site was linked, and signs in to this one.',
  IDENTITY_UNLINKED: 'An account at another site was unlinked.',
  IDENTITY_SIGNED_IN: 'Someone signed in with a linked account.',
  TOKEN_CREATED: 'An access token for a program was made.',
  TOKEN_REVOKED: 'An access token was ended.',
  ACCOUNT_SUSPENDED: 'This account was suspended by the people who look after this site.',
  ACCOUNT_UNSUSPENDED: 'The suspension of this account was lifted.',
  ACCOUNT_UNLOCKED: 'Failed sign-ins were forgiven by the people who look after this site.',
  SECOND_FACTORS_RESET: 'Code app, backup codes and passkeys were removed by the people who look after this site.',
  ROLE_CHANGED: 'The role of this account was changed.',
  UPLOAD_APPROVED:
    'A picture of yours that was held back is shown again after a look by the people who look after this site.',
  UPLOAD_REMOVED:
    'A picture of yours was removed by the people who look after this site. The e-mail about it says why.',
  PROOF_MODE_CHOSEN: 'You chose when browsers must work before they sign in or up.',
  DEAD_EVENT_RETRIED: 'You had an event handled again that had failed.',
  DEAD_EVENT_DISCARDED: 'You discarded an event that had failed.',
  AUDIT_EXPORTED: 'You exported the audit trail.',
  WEBHOOK_CREATED: 'You had events sent to another system.',
  WEBHOOK_CHANGED: 'You changed where or which events are sent to another system.',
  WEBHOOK_SECRET_ROTATED: 'You made a new secret for events that are sent to another system.',
  WEBHOOK_REPLAYED: 'You had events sent to another system again.',
  WEBHOOK_DELETED: 'You stopped events from being sent to another system.',
  SUPPRESSION_LIFTED: 'You had an address mailed to again that mail had not reached.',
} as const satisfies Record<string, string>;

/**
 * What staff can do to a user by means of a feature, such as removing a comment: with `declareSecurityEvents` at run time, and
 * with `declare module '../security-event-types.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureSecurityEvents {}

export type SecurityEventType = keyof (typeof securityEventTypes & FeatureSecurityEvents);

const declared = new Map<string, string>(Object.entries(securityEventTypes));
const typePattern = /^[A-Z]+(?:_[A-Z]+)+$/;
/** The size of the column. */
const maxTypeLength = 64;

/**
 * Registers the security events of a feature; runs when its contract is imported.
 * @param events by type, `COMMENT_REMOVED`: a sentence addressed to the user who reads their own account
 * @throws Error for a type that another contract has, or that has another form
 */
export function declareSecurityEvents<Events extends Readonly<Record<string, string>>>(events: Events): Events {
  for (const [type, sentence] of Object.entries(events)) {
    if (declared.has(type)) throw new Error(`Two contracts declare the security event ${type}`);
    if (!typePattern.test(type) || type.length > maxTypeLength) {
      throw new Error(`${type} is not spelt like a security event`);
    }
    declared.set(type, sentence);
  }
  return events;
}

/** The types above and those of the features whose contracts were imported, with their sentences. */
export function declaredSecurityEvents(): ReadonlyMap<string, string> {
  return declared;
}

/** Acts of staff that concern no account but their own. */
export const ownStaffActs: ReadonlySet<SecurityEventType> = new Set([
  'PROOF_MODE_CHOSEN',
  'DEAD_EVENT_RETRIED',
  'DEAD_EVENT_DISCARDED',
  'AUDIT_EXPORTED',
  'WEBHOOK_CREATED',
  'WEBHOOK_CHANGED',
  'WEBHOOK_SECRET_ROTATED',
  'WEBHOOK_REPLAYED',
  'WEBHOOK_DELETED',
  'SUPPRESSION_LIFTED',
]);
