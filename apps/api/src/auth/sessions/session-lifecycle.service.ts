import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, ConcurrencyLimiter } from '@pixelboxx/node-kit';
import type { Access } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccessWatch } from '../../platform/http/security/access-watch.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { type Unlisten, UserLifecycle } from '../../users/index.ts';
import { AccessPolicy } from '../access-tokens/index.ts';
import { LiveSessions } from './live-sessions.service.ts';

interface Watch {
  readonly sessionId: string;
  readonly userId: string;
  readonly access: Exclude<Access, 'public'>;
  readonly onLost: (reason: AppError) => void;
  timer?: NodeJS.Timeout | undefined;
}

/** An end by time is looked for at least so often: no timer of Node's is longer than 25 days. */
const maxTimerMs = 3_600_000;
const retryMs = 500;

/**
 * Tells, within a second and on every replica, that a session has ended, in whichever way: signed out, ended from another
 * device, all of them by a new password or a report, suspended, deleted, run out; or that its user lost the role or
 * the second factor that the role needs. For what lasts longer than a request, which the guard has let in once. What is told is what Postgres says, not who changed it: the log of
 * invalidations only says when to look.
 */
@Injectable()
export class SessionLifecycle implements OnModuleInit, OnApplicationShutdown {
  private readonly bySession = new Map<string, Set<Watch>>();
  private readonly byUser = new Map<string, Set<Watch>>();
  /** After a gap in the log thousands look at once. */
  private readonly looks = new ConcurrencyLimiter({ concurrent: 8, queued: Infinity });
  private unlisten: (() => void) | undefined;
  /** For as long as somebody is watched: nothing is asked of Postgres otherwise. */
  private hearing: Promise<Unlisten> | undefined;

  constructor(
    private readonly sessions: LiveSessions,
    private readonly policy: AccessPolicy,
    private readonly invalidations: InvalidationFeed,
    private readonly users: UserLifecycle,
    private readonly access: AccessWatch,
    private readonly clock: Clock,
  ) {}

  /** After the caches, which must have forgotten what is asked for here. */
  onModuleInit(): void {
    this.unlisten = this.invalidations.listen('session', {
      forget: (id) => this.look(this.bySession.get(id)),
      forgetAll: () => this.lookAtAll(),
    });
    this.access.watchBy((principal, access, onLost) => this.watch(principal, access, onLost));
  }

  onApplicationShutdown(): void {
    this.unlisten?.();
    for (const watches of this.bySession.values()) for (const { timer } of watches) clearTimeout(timer);
  }

  /**
   * Calls `onLost` once, when the session is over (`UNAUTHENTICATED`) or its user may not do any more what `access` asks for
   * (`FORBIDDEN`, `SECOND_FACTOR_REQUIRED`): also if that has happened already.
   * @returns how to end watching
   */
  watch({ sessionId, user }: Principal, access: Access, onLost: (reason: AppError) => void): () => void {
    const watch: Watch = { sessionId, userId: user.id, access: access === 'public' ? 'user' : access, onLost };
    add(this.bySession, sessionId, watch);
    add(this.byUser, user.id, watch);
    this.hearing ??= this.users.onChanged(
      (id) => this.look(this.byUser.get(id)),
      // What a notice would have told is in the log, which the caches and `lookAtAll` hear of gaps in.
      () => undefined,
    );
    // Between the guard's look and this one it may have ended.
    this.look([watch]);
    return () => this.unwatch(watch);
  }

  /** As `watch`, for whoever needs to know nothing but that it is over: the reason is the signal's. */
  signalOf(principal: Principal): { signal: AbortSignal; stop: () => void } {
    const over = new AbortController();
    return { signal: over.signal, stop: this.watch(principal, 'user', (reason) => over.abort(reason)) };
  }

  private unwatch(watch: Watch): void {
    clearTimeout(watch.timer);
    remove(this.bySession, watch.sessionId, watch);
    remove(this.byUser, watch.userId, watch);
    if (this.bySession.size > 0) return;
    void this.hearing?.then((end) => end());
    this.hearing = undefined;
  }

  private lookAtAll(): void {
    for (const watches of this.bySession.values()) this.look(watches);
  }

  private look(watches: Iterable<Watch> = []): void {
    for (const watch of [...watches]) void this.looks.run(() => this.lookAt(watch));
  }

  private async lookAt(watch: Watch): Promise<void> {
    if (!this.isWatched(watch)) return;
    clearTimeout(watch.timer);
    try {
      const alive = await this.sessions.aliveSession({ sid: watch.sessionId, sub: watch.userId });
      if (!this.isWatched(watch)) return;
      const refusal = alive ? this.policy.refusalOf(alive.principal, watch.access) : 'UNAUTHENTICATED';
      if (alive && !refusal) {
        this.lookAgain(watch, Math.min(maxTimerMs, Math.max(1, alive.expiresAtMs - this.clock.nowMs())));
        return;
      }
      this.unwatch(watch);
      watch.onLost(new AppError(refusal ?? 'UNAUTHENTICATED'));
    } catch {
      // The database is away: nothing is told meanwhile either.
      if (this.isWatched(watch)) this.lookAgain(watch, retryMs);
    }
  }

  private lookAgain(watch: Watch, ms: number): void {
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => this.look([watch]), ms).unref();
  }

  private isWatched(watch: Watch): boolean {
    return this.bySession.get(watch.sessionId)?.has(watch) ?? false;
  }
}

function add(map: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  map.set(key, (map.get(key) ?? new Set()).add(watch));
}

function remove(map: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  const watches = map.get(key);
  watches?.delete(watch);
  if (watches?.size === 0) map.delete(key);
}
