import { TcpProxy } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import type { LocalService } from '../support/network/local-service.ts';
import { startRedis } from '../platform/redis/redis-server.ts';

const side = fc.constantFrom<Side>('here', 'there');

const Fault = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'mend' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'pause' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), side }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('stall' as const), side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('slow' as const), side, delayMs: fc.nat({ max: 150 }) }) },
);

/** What ends a session, a token or a role. */
export const acts = [
  'sign out',
  'sign out elsewhere',
  'revoke the session',
  'change the password',
  'reset the password',
  'suspend',
  'reset the factors',
  'revoke the token',
  'demote',
] as const;

/** What may be open when that happens. */
export const openings = ['nothing', 'request', 'stream', 'resumable upload', 'form upload', 'replay'] as const;

/** One turn of a schedule: what befalls Redis or a line to it, what is done meanwhile, and where. */
export interface Turn {
  readonly fault: typeof Fault extends fc.Arbitrary<infer Value> ? Value : never;
  /** Between the fault and the act: some acts fall into the moment before anybody can have noticed. */
  readonly waitMs: number;
  readonly act: (typeof acts)[number];
  readonly open: (typeof openings)[number];
  /** Who is believed no more; a program where the act ends its token, too. */
  readonly by: 'session' | 'program';
  /** On which replica it is done; the other one is watched. */
  readonly side: Side;
}
export type Side = 'here' | 'there';

const shuffled = <Item>(items: readonly Item[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

/** Every act comes up before one comes again, and so does whatever may be open. */
export function scheduleOf(turns: number): fc.Arbitrary<Turn[]> {
  const round = <Item>(items: readonly Item[]) =>
    fc.array(shuffled(items), {
      minLength: Math.ceil(turns / items.length),
      maxLength: Math.ceil(turns / items.length),
    });
  const Circumstances = fc.record({
    fault: Fault,
    waitMs: fc.oneof(fc.constant(0), fc.nat({ max: 700 })),
    by: fc.constantFrom('session' as const, 'program' as const),
    side,
  });
  return fc
    .tuple(fc.array(Circumstances, { minLength: turns, maxLength: turns }), round(acts), round(openings))
    .map(([circumstances, actRounds, openRounds]) => {
      const [allActs, allOpenings] = [actRounds.flat(), openRounds.flat()];
      return circumstances.map((one, at) => {
        const act = allActs[at] ?? 'sign out';
        const by = byOf(act, one.by);
        return { ...one, act, by, open: openingFor(act, by, allOpenings[at] ?? 'nothing') };
      });
    });
}

const sessionsAlone: ReadonlySet<Turn['act']> = new Set([
  'sign out',
  'sign out elsewhere',
  'revoke the session',
  'demote',
]);

function byOf(act: Turn['act'], wanted: Turn['by']): Turn['by'] {
  if (act === 'revoke the token') return 'program';
  return sessionsAlone.has(act) ? 'session' : wanted;
}

/** Streams are closed to programs, and who loses a role may go on with what needs none. */
function openingFor(act: Turn['act'], by: Turn['by'], wanted: Turn['open']): Turn['open'] {
  if (act === 'demote') return 'nothing';
  return by === 'program' && wanted === 'stream' ? 'form upload' : wanted;
}

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
