import type { CurrentUser } from '@pixelboxx/shared';
import type { KeyObject } from 'node:crypto';
import { sha256Hex } from '../../../platform/crypto/digests.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { RequestContext } from '../../../platform/http/security/principal.ts';
import { newAccessTokenId } from '../../access-tokens/index.ts';
import { decodeRefreshToken, hashRefreshToken, isGenuine, type RefreshToken, successorOf } from './refresh-token.ts';

/** After a lost response, in a retry or in a second tab, a client can present the token just rotated for this long. */
export const rotationGraceSeconds = 10;

/** The user of the rotated session, and whether a second factor was proven in it. */
export interface Rotated {
  readonly user: CurrentUser;
  readonly hasMfa: boolean;
}

/** A session as stored in Postgres, read together with its user. */
export interface SessionState extends Rotated {
  readonly refreshToken: string;
  readonly generation: number;
  /** Seconds since the last rotation, by the database's clock. */
  readonly rotatedSecondsAgo: number;
  /** Not revoked, not expired, of the user's current auth generation, and the user can sign in. */
  readonly alive: boolean;
}

export interface RotationRequest {
  readonly sessionId: string;
  readonly presentedHash: string;
  readonly successorHash: string;
  readonly accessTokenIdHash: string;
  readonly context: RequestContext;
}

/** The database operations that rotation needs. Each call is one transaction; anything can happen between two calls. */
export interface RotationStore {
  /** Advances a live session if the presented token is its current one. Otherwise returns null and changes nothing. */
  rotate(request: RotationRequest): Promise<Rotated | null>;
  state(sessionId: string): Promise<SessionState | null>;
  /** Revokes the session and writes the event, in one transaction, and only once however often it is called. */
  endStolen(sessionId: string, context: RequestContext): Promise<void>;
}

/** The winner and, within the grace period, every repetition get `issued` with the same refresh token. */
export type Exchange =
  | (Rotated & { readonly kind: 'issued'; readonly refreshToken: RefreshToken; readonly accessTokenId: string })
  | { readonly kind: 'theft'; readonly sessionId: string }
  | { readonly kind: 'invalid' };

/**
 * Exchanges a refresh token. The normal case is one conditional UPDATE; only a token that is not the current one is
 * examined further.
 * @throws AppError SERVICE_UNAVAILABLE when the session changes faster than it can be read.
 */
export async function exchange(
  store: RotationStore,
  cookie: string | undefined,
  keys: readonly KeyObject[],
  context: RequestContext,
): Promise<Exchange> {
  const presented = decodeRefreshToken(cookie);
  if (!presented) return { kind: 'invalid' };
  const { sessionId } = presented;
  const [key] = keys;
  if (!key) throw new TypeError('A key ring has at least one key');
  const successor = successorOf(presented, key);
  const accessTokenId = newAccessTokenId();
  const presentedHash = hashRefreshToken(presented);
  const successorHash = hashRefreshToken(successor);
  const request = { sessionId, presentedHash, successorHash, accessTokenIdHash: sha256Hex(accessTokenId), context };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const rotated = await store.rotate(request);
    if (rotated) return { ...rotated, kind: 'issued', refreshToken: successor, accessTokenId };
    const state = await store.state(sessionId);
    const classification = classify(presented, state, keys);
    if (classification.kind === 'repeat') return { ...classification, kind: 'issued', accessTokenId };
    if (classification.kind === 'invalid') return { kind: 'invalid' };
    if (classification.kind === 'theft') {
      await store.endStolen(sessionId, context);
      return { kind: 'theft', sessionId };
    }
  }
  throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
}

/**
 * Classifies a refresh token that did not rotate its session.
 * - `current`: it would now, since the session or its user changed between the two reads. Never a reason to end
 *   anything.
 * - `repeat`: the immediate predecessor within its grace period; gets the same successor again, never a second branch.
 * - `theft`: any other token this session once had. The order is by generation, not by time: an older ancestor has no
 *   grace.
 * - `invalid`: never issued, or of a session that has ended.
 */
export type Classification =
  | (Rotated & { readonly kind: 'repeat'; readonly refreshToken: RefreshToken })
  | { readonly kind: 'current' | 'theft' | 'invalid' };

export function classify(
  token: RefreshToken,
  session: SessionState | null,
  keys: readonly KeyObject[],
): Classification {
  if (!session?.alive) return { kind: 'invalid' };
  if (hashRefreshToken(token) === session.refreshToken) return { kind: 'current' };
  // A replica with another first key may have done the rotation.
  const successors = keys.map((key) => successorOf(token, key));
  const successor = successors.find((candidate) => hashRefreshToken(candidate) === session.refreshToken);
  if (successor && session.rotatedSecondsAgo <= rotationGraceSeconds) {
    const { user, hasMfa } = session;
    return { kind: 'repeat', user, hasMfa, refreshToken: successor };
  }
  const isAncestor = successor !== undefined || (token.generation < session.generation && isGenuine(token, keys));
  return { kind: isAncestor ? 'theft' : 'invalid' };
}
