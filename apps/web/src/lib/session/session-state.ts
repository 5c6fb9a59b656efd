import type { CurrentUser } from '@pixelboxx/shared';

export type SessionState =
  | { status: 'signed-in'; user: CurrentUser }
  | { status: 'signed-out' }
  /** The access token has expired but the refresh token exists: the browser can renew the session. */
  | { status: 'expired' }
  /** The API did not respond, so the state is unknown. Never treated as signed out. */
  | { status: 'unavailable' };
