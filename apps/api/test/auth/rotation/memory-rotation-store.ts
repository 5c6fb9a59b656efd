import type { CurrentUser } from '@pixelboxx/shared';
import type { KeyObject } from 'node:crypto';
import {
  encodeRefreshToken,
  hashRefreshToken,
  newRefreshToken,
  sessionAbsoluteSeconds,
  sessionIdleSeconds,
} from '../../../src/auth/sessions/rotation/refresh-token.ts';
import type {
  Rotated,
  RotationRequest,
  RotationStore,
  SessionState,
} from '../../../src/auth/sessions/rotation/rotation.ts';

interface SessionRow {
  readonly refreshToken: string;
  readonly generation: number;
  readonly rotatedAt: number;
  readonly expiresAt: number;
  readonly isRevoked: boolean;
}

const user: CurrentUser = {
  id: '0197a2d0-0000-7000-8000-000000000001',
  username: 'model',
  email: 'model@example.com',
  displayName: null,
  avatarUrl: null,
  isVerified: false,
  role: 'USER',
  language: null,
  createdAt: new Date(0).toISOString(),
};

/**
 * One session of one user as the `sessions` and `users` tables would hold it, with a clock to advance by hand. Rows are
 * replaced, never changed, so that whoever keeps one has a snapshot of that moment.
 */
export class MemorySession {
  readonly id = '0197a2d0-0000-7000-8000-000000000002';
  readonly firstCookie: string;
  nowSeconds = 0;
  /** How often a theft has been recorded. */
  theftEvents = 0;
  private userGeneration = 0;
  private isSuspended = false;
  private row: SessionRow;

  constructor(key: KeyObject) {
    const token = newRefreshToken(this.id, key);
    this.firstCookie = encodeRefreshToken(token);
    const refreshToken = hashRefreshToken(token);
    this.row = { refreshToken, generation: 0, rotatedAt: 0, expiresAt: sessionIdleSeconds, isRevoked: false };
  }

  get generation(): number {
    return this.row.generation;
  }

  get secondsSinceRotation(): number {
    return this.nowSeconds - this.row.rotatedAt;
  }

  get secondsUntilExpiry(): number {
    return this.row.expiresAt - this.nowSeconds;
  }

  get isAlive(): boolean {
    return this.isAliveIn(this.row, this.mayUserSignIn);
  }

  /** What a statement sees of the two tables from its beginning to its end. */
  snapshot(): { row: SessionRow; mayUserSignIn: boolean } {
    return { row: this.row, mayUserSignIn: this.mayUserSignIn };
  }

  /**
   * The UPDATE of a rotation under READ COMMITTED: its condition must hold for the snapshot it began with, and, once
   * it has the lock on the session, again for the session as it is now, but beside the user as of the snapshot.
   */
  rotate(request: RotationRequest, began = this.snapshot()): Rotated | null {
    const fits = (row: SessionRow): boolean =>
      row.refreshToken === request.presentedHash && this.isAliveIn(row, began.mayUserSignIn);
    if (request.sessionId !== this.id || !fits(began.row) || !fits(this.row)) return null;
    this.row = {
      ...this.row,
      refreshToken: request.successorHash,
      generation: this.row.generation + 1,
      rotatedAt: this.nowSeconds,
      expiresAt: Math.min(this.nowSeconds + sessionIdleSeconds, sessionAbsoluteSeconds),
    };
    return { user, hasMfa: false };
  }

  state(sessionId: string): SessionState | null {
    if (sessionId !== this.id) return null;
    const { refreshToken, generation } = this.row;
    return {
      refreshToken,
      generation,
      rotatedSecondsAgo: this.secondsSinceRotation,
      alive: this.isAlive,
      user,
      hasMfa: false,
    };
  }

  endStolen(): void {
    if (!this.row.isRevoked) this.theftEvents += 1;
    this.revoke();
  }

  revoke(): void {
    this.row = { ...this.row, isRevoked: true };
  }

  /** What changing the password does. */
  raiseUserGeneration(): void {
    this.userGeneration += 1;
  }

  /** By an administrator, who may take it back: the one end that is not for ever. */
  toggleSuspension(): void {
    this.isSuspended = !this.isSuspended;
  }

  private get mayUserSignIn(): boolean {
    return this.userGeneration === 0 && !this.isSuspended;
  }

  private isAliveIn(row: SessionRow, mayUserSignIn: boolean): boolean {
    return !row.isRevoked && row.expiresAt > this.nowSeconds && mayUserSignIn;
  }
}

/** Every call at once, in the order of the calls. */
export function immediateStore(session: MemorySession): RotationStore {
  return {
    rotate: (request) => Promise.resolve(session.rotate(request)),
    state: (sessionId) => Promise.resolve(session.state(sessionId)),
    endStolen: () => {
      session.endStolen();
      return Promise.resolve();
    },
  };
}
