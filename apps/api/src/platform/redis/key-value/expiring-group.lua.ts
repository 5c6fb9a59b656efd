import type { Result } from 'ioredis';
import { maxGroupMembers } from './key-value-store.ts';

/*
 * A group is a sorted set of members by their expiry, in ms of the server's own clock: the same for all replicas,
 * whatever their clocks say. Each script is one atomic call on one key (so it works on a cluster), and the key expires
 * with its last member, so that nothing remains of a group that nobody renews.
 */
const now = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/** KEYS[1] group · ARGV member, ttlMs */
export const joinGroupScript = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -${maxGroupMembers + 1})
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%d', last[2]))
`;

/** KEYS[1] group · returns the members that have not expired */
export const groupMembersScript = `${now}
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%d', now), '+inf')
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    joinGroup(key: string, member: string, ttlMs: number): Result<null, Context>;
    groupMembers(key: string): Result<string[], Context>;
  }
}
