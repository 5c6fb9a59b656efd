import { hashRefreshToken, isAncestor, type RefreshToken, successorOf } from './refresh-token.ts';

/** A lost answer, a retry or a second tab may present the token just rotated for this long. */
export const rotationGraceSeconds = 10;

/** A session as Postgres holds it, read together with its user. */
export interface SessionState {
  readonly refreshToken: string;
  readonly generation: number;
  /** Seconds since the last rotation, by the database's clock. */
  readonly rotatedSecondsAgo: number;
  /** Not revoked, not expired, of the user's current auth generation, and the user may sign in. */
  readonly alive: boolean;
}

/**
 * What a refresh token means for a session it could not simply rotate.
 * - `repeat`: the immediate predecessor within its grace; gets the same successor again, never a second branch.
 * - `theft`: any other token this session once had. Ordered by generation, not by time: an older ancestor has no grace.
 * - `invalid`: never issued, or of a session that has ended.
 */
export type Verdict = { kind: 'repeat'; successor: RefreshToken } | { kind: 'theft' } | { kind: 'invalid' };

export function judge(token: RefreshToken, session: SessionState | null, key: Buffer): Verdict {
  if (!session?.alive) return { kind: 'invalid' };
  if (token.generation >= session.generation) return { kind: 'invalid' };
  if (token.generation === session.generation - 1 && session.rotatedSecondsAgo <= rotationGraceSeconds) {
    const successor = successorOf(token, key);
    return hashRefreshToken(successor) === session.refreshToken ? { kind: 'repeat', successor } : { kind: 'invalid' };
  }
  return isAncestor(token, session.generation, session.refreshToken, key) ? { kind: 'theft' } : { kind: 'invalid' };
}
