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
  /** Of the session, or of the personal access token. */
  readonly holderId: string;
  readonly token: TokenPrincipal | null;
  readonly userId: string;
  readonly access: Exclude<Access, 'public'>;
  readonly onLost: (reason: AppError) => void;
  timer?: NodeJS.Timeout | undefined;
}

type State = { readonly aliveUntilMs: number } | { readonly refusal: ErrorCode };

/** An end by time is looked for at least so often: no timer of Node's is longer than 25 days. */
const maxTimerMs = 3_600_000;
const retryMs = 500;

/**
 * Tells, within a second and on every replica, that a session has ended, in whichever way: signed out, ended from another
 * device, all of them by a new password or a report, suspended, deleted, run out; or that its user lost the role or
 * the second factor that the role needs. The same of personal access tokens. For what lasts longer than a request, which the guard has
 * let in once. What is told is what Postgres says, not who changed it: the log of invalidations only says when to look.
 */
@Injectable()
export class SessionLifecycle implements OnModuleInit, OnApplicationShutdown {
  private readonly byHolder = new Map<string, Set<Watch>>();
  private readonly byUser = new Map<string, Set<Watch>>();
  /** After a gap in the log thousands look at once. */
  private readonly looks = new ConcurrencyLimiter({ concurrent: 8, queued: Infinity });
  private unlisten: (() => void)[] = [];
  /** For as long as somebody is watched: nothing is asked of Postgres otherwise. */
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

  /** After the caches, which must have forgotten what is asked for here. */
  onModuleInit(): void {
    const forgetAll = () => this.lookAtAll();
    this.unlisten = [
      this.invalidations.listen('session', { forget: (id) => this.look(this.byHolder.get(id)), forgetAll }),
      // It names a digest, and few watch what a token began.
      this.invalidations.listen('personal-token', { forget: () => this.lookAtTokens(), forgetAll }),
    ];
    this.access.watchBy((principal, access, onLost) => this.watch(principal, access, onLost));
  }

  onApplicationShutdown(): void {
    for (const unlisten of this.unlisten) unlisten();
    for (const watches of this.byHolder.values()) for (const { timer } of watches) clearTimeout(timer);
  }

  /**
   * Calls `onLost` once, when the session is over (`UNAUTHENTICATED`) or its user may not do any more what `access` asks for
   * (`FORBIDDEN`, `SECOND_FACTOR_REQUIRED`): also if that has happened already.
   * @returns how to end watching
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
      // What a notice would have told is in the log, which the caches and `lookAtAll` hear of gaps in.
      () => undefined,
    );
    // Between the guard's look and this one it may have ended.
    this.look([watch]);
    return () => this.unwatch(watch);
  }

  /** As `watch`, for whoever needs to know nothing but that it is over: the reason is the signal's. */
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
      // The database is away: nothing is told meanwhile either.
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
