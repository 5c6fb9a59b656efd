import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { streamHeartbeatMs } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import type { KeyValueStore, Unsubscribe } from '../redis/key-value/key-value-store.ts';
import { Hold } from './hold.ts';
import type { PresenceGroup } from './presence-group.ts';

export interface PresenceOptions {
  /** How often a hold is renewed. */
  readonly renewalMs?: number;
  /** How long after its last renewal a hold ends if its process died. */
  readonly ttlMs?: number;
  /** How long the store is not trusted after it came back: its groups may have been lost, and other replicas rejoin too. */
  readonly settleMs?: number;
}

/** Nothing is published here: subscribing to it reports gaps. */
const channel = 'presence';

/**
 * Who is present right now, in groups, as all replicas see it (ADR 27). Never the source of truth: it lasts while something is
 * open, and ends within `ttlMs` if its process dies. Never fails: while the store is down, and until everyone has had time to
 * rejoin, presence is unknown, which is `null` and not "nobody is there".
 */
export class Presence implements OnModuleInit, OnApplicationShutdown {
  private readonly holds = new Set<Hold>();
  private readonly renewalMs: number;
  private readonly ttlMs: number;
  private readonly settleMs: number;
  private settledAtMs = 0;
  private unsubscribe: Unsubscribe | undefined;

  constructor(
    private readonly store: Pick<KeyValueStore, 'join' | 'leave' | 'membersOf' | 'subscribe' | 'isUp'>,
    options: PresenceOptions = {},
  ) {
    this.renewalMs = options.renewalMs ?? streamHeartbeatMs;
    this.ttlMs = options.ttlMs ?? 2.5 * this.renewalMs;
    this.settleMs = options.settleMs ?? 5_000;
  }

  async onModuleInit(): Promise<void> {
    const onGap = () => {
      this.doubt();
      for (const hold of this.holds) hold.renew();
    };
    this.unsubscribe = await this.store.subscribe(channel, () => undefined, { onGap });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.holds].map((hold) => hold.release()));
    await this.unsubscribe?.();
  }

  /**
   * `member` is in the group from now until `signal` is aborted, such as that of a stream's input. Each call counts
   * separately: the member is present until the last of them, on any replica, has ended. Costs one command of the store per
   * `renewalMs`.
   */
  present(group: PresenceGroup, member: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    const { renewalMs, ttlMs } = this;
    const entry = `${randomUUID()} ${member}`;
    const hold = new Hold({
      join: () => this.trusting(() => this.store.join(keyOf(group), entry, { ttlMs })),
      leave: () => this.trusting(() => this.store.leave(keyOf(group), entry)),
      renewalMs,
    });
    this.holds.add(hold);
    const end = () => {
      this.holds.delete(hold);
      void hold.release();
    };
    signal.addEventListener('abort', end, { once: true });
  }

  /** The members of the group; null if unknown. */
  async members(group: PresenceGroup): Promise<ReadonlySet<string> | null> {
    return (await this.membersOf([group]))?.[0] ?? null;
  }

  /** The members of each group, in the order given, in one round trip; null if unknown. */
  async membersOf(groups: readonly PresenceGroup[]): Promise<ReadonlySet<string>[] | null> {
    const entries = await this.trusting(() => this.store.membersOf(groups.map(keyOf)));
    if (entries === null || !this.store.isUp() || performance.now() < this.settledAtMs) return null;
    return entries.map((found) => new Set(found.map(memberOf)));
  }

  /** Null, and no trust for a while, if the store failed. */
  private async trusting<Value>(work: () => Promise<Value>): Promise<Value | null> {
    try {
      return await work();
    } catch {
      this.doubt();
      return null;
    }
  }

  private doubt(): void {
    this.settledAtMs = performance.now() + this.settleMs;
  }
}

const keyOf = ({ name }: PresenceGroup): string => `presence:${name}`;
const memberOf = (entry: string): string => entry.slice(entry.indexOf(' ') + 1);
