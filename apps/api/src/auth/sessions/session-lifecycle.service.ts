import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, ConcurrencyLimiter } from '@pixelboxx/node-kit';
import type { Access, ErrorCode } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccessWatch } from '../../platform/http/security/access-watch.ts';
import type { AnyPrincipal, TokenPrincipal } from '../../platform/http/security/principal.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { type Unlisten, UserLifecycle } from '../../users/index.ts';
import { AccessPolicy } from '../access-tokens/index.ts';
import { TokenAccess } from '../personal-tokens/index.ts';
import { LiveSessions } from './live-sessions.service.ts';

interface Watch {
  /** Id of the session or of the personal access token. */
  readonly holderId: string;
  readonly token: TokenPrincipal | null;
  readonly userId: string;
  readonly access: Exclude<Access, 'public'>;
  readonly onLost: (reason: AppError) => void;
  timer?: NodeJS.Timeout | undefined;
}

type State = { readonly aliveUntilMs: number } | { readonly refusal: ErrorCode };

/** Expiry is checked at least this often: no timer of Node's is longer than 25 days. */
const maxTimerMs = 3_600_000;
const retryMs = 500;

/**
 * Reports, within a second and on every replica, that a session has ended: by sign-out, from another device, by a new
 * password, a report, suspension, deletion or expiry. Also reports that its user lost the role, or the second factor
 * that the role needs. The same applies to personal access tokens. For work that outlasts a request and passed the
 * guard only once. Postgres decides what is reported; the invalidation log only says when to ask it.
 */
@Injectable()
export class SessionLifecycle implements OnModuleInit, OnApplicationShutdown {
  private readonly byHolder = new Map<string, Set<Watch>>();
  private readonly byUser = new Map<string, Set<Watch>>();
  /** After a gap in the log, thousands of watches are checked at once. */
  private readonly looks = new ConcurrencyLimiter({ concurrent: 8, queued: Infinity });
  private unlisten: (() => void)[] = [];
  /** Set while anything is watched; otherwise Postgres is not asked. */
  private hearing: Promise<Unlisten> | undefined;

  constructor(
    private readonly sessions: LiveSessions,
    private readonly tokens: TokenAccess,
    private readonly policy: AccessPolicy,
    private readonly invalidations: InvalidationFeed,
    private readonly users: UserLifecycle,
    private readonly access: AccessWatch,
    private readonly clock: Clock,
  ) {}

  /** Subscribes after the caches, which must have dropped their entries before they are read here. */
  onModuleInit(): void {
    const forgetAll = () => this.lookAtAll();
    this.unlisten = [
      this.invalidations.listen('session', { forget: (id) => this.look(this.byHolder.get(id)), forgetAll }),
      // The notice contains a digest, and few watches belong to tokens.
      this.invalidations.listen('personal-token', { forget: () => this.lookAtTokens(), forgetAll }),
    ];
    this.access.watchBy((principal, access, onLost) => this.watch(principal, access, onLost));
  }

  onApplicationShutdown(): void {
    for (const unlisten of this.unlisten) unlisten();
    for (const watches of this.byHolder.values()) for (const { timer } of watches) clearTimeout(timer);
  }

  /**
   * Calls `onLost` once, when the session is over (`UNAUTHENTICATED`) or its user has lost the access that `access`
   * requires (`FORBIDDEN`, `SECOND_FACTOR_REQUIRED`), also if that has happened already.
   * @returns a function that ends the watch
   */
  watch(principal: AnyPrincipal, access: Access, onLost: (reason: AppError) => void): () => void {
    const token = principal.kind === 'token' ? principal : null;
    const watch: Watch = {
      holderId: principal.kind === 'token' ? principal.tokenId : principal.sessionId,
      token,
      userId: principal.user.id,
      access: access === 'public' ? 'user' : access,
      onLost,
    };
    add(this.byHolder, watch.holderId, watch);
    add(this.byUser, watch.userId, watch);
    this.hearing ??= this.users.onChanged(
      (id) => this.look(this.byUser.get(id)),
      // Missed notices are in the log; the caches and `lookAtAll` handle its gaps.
      () => undefined,
    );
    // It may have ended between the guard's check and this one.
    this.look([watch]);
    return () => this.unwatch(watch);
  }

  /** Like `watch`, for callers that only need to know that it is over: the error is the signal's reason. */
  signalOf(principal: AnyPrincipal): { signal: AbortSignal; stop: () => void } {
    const over = new AbortController();
    return { signal: over.signal, stop: this.watch(principal, 'user', (reason) => over.abort(reason)) };
  }

  private unwatch(watch: Watch): void {
    clearTimeout(watch.timer);
    remove(this.byHolder, watch.holderId, watch);
    remove(this.byUser, watch.userId, watch);
    if (this.byHolder.size > 0) return;
    void this.hearing?.then((end) => end());
    this.hearing = undefined;
  }

  private lookAtAll(): void {
    for (const watches of this.byHolder.values()) this.look(watches);
  }

  private lookAtTokens(): void {
    for (const watches of this.byHolder.values()) this.look([...watches].filter(({ token }) => token));
  }

  private look(watches: Iterable<Watch> = []): void {
    for (const watch of [...watches]) void this.looks.run(() => this.lookAt(watch));
  }

  private async lookAt(watch: Watch): Promise<void> {
    if (!this.isWatched(watch)) return;
    clearTimeout(watch.timer);
    try {
      const state = await this.stateOf(watch);
      if (!this.isWatched(watch)) return;
      if ('aliveUntilMs' in state) {
        this.lookAgain(watch, Math.min(maxTimerMs, Math.max(1, state.aliveUntilMs - this.clock.nowMs())));
        return;
      }
      this.unwatch(watch);
      watch.onLost(new AppError(state.refusal));
    } catch {
      // The database is unavailable, so nothing is reported meanwhile.
      if (this.isWatched(watch)) this.lookAgain(watch, retryMs);
    }
  }

  private async stateOf({ holderId, token, userId, access }: Watch): Promise<State> {
    if (token) {
      const until = await this.tokens.aliveUntil(token);
      return until ? { aliveUntilMs: until.getTime() } : { refusal: 'UNAUTHENTICATED' };
    }
    const alive = await this.sessions.aliveSession({ sid: holderId, sub: userId });
    const refusal = alive ? this.policy.refusalOf(alive.principal, access) : 'UNAUTHENTICATED';
    return alive && !refusal ? { aliveUntilMs: alive.expiresAtMs } : { refusal: refusal ?? 'UNAUTHENTICATED' };
  }

  private lookAgain(watch: Watch, ms: number): void {
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => this.look([watch]), ms).unref();
  }

  private isWatched(watch: Watch): boolean {
    return this.byHolder.get(watch.holderId)?.has(watch) ?? false;
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
