import type { MfaMethod } from '@pixelboxx/shared';
import type { ResponseCookie } from '../cookies/index.ts';
import type { SignedIn } from '../sessions/index.ts';

/** The result of a first factor: it signs in, or opens a challenge that a second factor completes. */
export type LoginOutcome =
  | ({ readonly kind: 'signed-in' } & SignedIn)
  | {
      readonly kind: 'challenged';
      readonly methods: readonly MfaMethod[];
      readonly cookies: readonly ResponseCookie[];
    };
