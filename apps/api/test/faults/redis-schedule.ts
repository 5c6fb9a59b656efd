import { TcpProxy } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import type { LocalService } from '../support/network/local-service.ts';
import { startRedis } from '../platform/redis/redis-server.ts';

const side = fc.constantFrom('here', 'there');

/** One turn of a schedule: what befalls Redis or a line to it, what is done meanwhile, and where. */
export const Turn = fc.record({
  fault: fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: 'mend' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'none' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'pause' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), side }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('stall' as const), side }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('slow' as const), side, delayMs: fc.nat({ max: 150 }) }) },
  ),
  /** Between the fault and the act: some acts fall into the moment before anybody can have noticed. */
  waitMs: fc.oneof(fc.constant(0), fc.nat({ max: 700 })),
  act: fc.constantFrom('sign out', 'sign out elsewhere', 'change the password', 'suspend', 'demote'),
  /** On which replica it is done; the other one is watched. */
  side,
});
export type Turn = typeof Turn extends fc.Arbitrary<infer Value> ? Value : never;
export type Side = Turn['side'];

/** How long a replica waits for Redis where nobody says otherwise; tests of anything but outages have more. */
export const usualTimeout = { REDIS_TIMEOUT_MS: '75' };

/** A Redis, and a line to it from either replica. */
export class BrokenRedis {
  private readonly redis: LocalService;
  private readonly lines: Record<Side, TcpProxy>;
  private isAlive = true;

  private constructor(redis: LocalService, lines: Record<Side, TcpProxy>) {
    this.redis = redis;
    this.lines = lines;
  }

  static async start(): Promise<BrokenRedis> {
    const redis = await startRedis();
    const lay = () => TcpProxy.open({ host: '127.0.0.1', port: redis.port });
    return new BrokenRedis(redis, { here: await lay(), there: await lay() });
  }

  urlFor(replica: Side): string {
    return `redis://127.0.0.1:${this.lines[replica].port}`;
  }

  async suffer(fault: Turn['fault']): Promise<void> {
    if (fault.kind === 'mend') await this.mend();
    if (fault.kind === 'pause') this.redis.pause();
    if (fault.kind === 'kill' || fault.kind === 'restart') await this.kill();
    if (fault.kind === 'restart') await this.revive();
    if (fault.kind === 'cut') await this.lines[fault.side].cut();
    if (fault.kind === 'stall') this.lines[fault.side].stall();
    if (fault.kind === 'slow') this.lines[fault.side].slow(fault.delayMs);
  }

  async stop(): Promise<void> {
    await Promise.all([this.lines.here.cut(), this.lines.there.cut()]);
    await this.redis.dispose();
  }

  private async mend(): Promise<void> {
    await this.revive();
    this.redis.resume();
    for (const line of [this.lines.here, this.lines.there]) {
      line.flow();
      if (!line.isMended) await line.mend();
    }
  }

  private async kill(): Promise<void> {
    this.isAlive = false;
    await this.redis.kill();
  }

  private async revive(): Promise<void> {
    if (this.isAlive) return;
    await this.redis.start();
    this.isAlive = true;
  }
}
