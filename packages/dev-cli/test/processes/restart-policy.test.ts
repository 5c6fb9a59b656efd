import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../src/stack/restart-policy.ts';

const delays = (policy: RestartPolicy, times: number[]) => times.map((at) => policy.delayAfterDeath(at));

describe('[A1] the policy that starts a service again', () => {
  it('waits twice as long each time, and gives up at the fifth death in a minute', () => {
    expect(delays(new RestartPolicy(), [0, 1000, 2000, 3000, 4000])).toEqual([250, 500, 1000, 2000, undefined]);
  });

  it('forgets deaths older than a minute', () => {
    expect(delays(new RestartPolicy(), [0, 20_000, 40_000, 60_000, 80_000, 100_000])).toEqual([
      250, 500, 1000, 1000, 1000, 1000,
    ]);
    expect(delays(new RestartPolicy(), [0, 500_000])).toEqual([250, 250]);
  });
});
