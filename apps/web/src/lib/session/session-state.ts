import type { CurrentUser } from '@pixelboxx/shared';

export type SessionState =
  | { status: 'signed-in'; user: CurrentUser }
  | { status: 'signed-out' }
  /** The short-lived proof has run out, the long-lived one is there: the browser can renew the session. */
  | { status: 'expired' }
  /** The API gave no response, so nobody knows. Never treated as signed out. */
  | { status: 'unavailable' };
