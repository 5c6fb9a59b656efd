import type { Result } from 'ioredis';
import { slicesPerWindow } from './sliding-window.ts';

/*
 * The sliding window of `sliding-window.ts` as one atomic call on one key (so it works on a cluster). Uses the server's clock,
 * one for all replicas. The hash has at most 21 small fields. A slice from the future means that the clock was set back: it is
 * dropped, because it would otherwise block the caller for the length of that step. KEYS[1] hash of slice number → units ·
 * ARGV limit, windowMs, sliceMs, cost · returns { allowed 0|1, remaining, resetMs }
 */
export const slidingWindowScript = `
local limit, windowMs, sliceMs, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local current = math.floor(now / sliceMs)
local first = current - ${slicesPerWindow}
local bySlice, used = {}, 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local slice, units = tonumber(fields[i]), tonumber(fields[i + 1])
  if slice < first or slice > current then
    redis.call('HDEL', KEYS[1], fields[i])
  else
    bySlice[slice] = units
    used = used + units
  end
end
local function msUntilFree(slice) return (slice + ${slicesPerWindow} + 1) * sliceMs - now end
if used + cost <= limit then
  redis.call('HINCRBY', KEYS[1], string.format('%d', current), cost)
  redis.call('PEXPIRE', KEYS[1], sliceMs * (${slicesPerWindow} + 1))
  bySlice[current] = cost
  for slice = first, current do
    if bySlice[slice] then return { 1, limit - used - cost, msUntilFree(slice) } end
  end
end
local stillUsed, resetMs = used, windowMs
for slice = first, current do
  if bySlice[slice] then
    stillUsed = stillUsed - bySlice[slice]
    resetMs = msUntilFree(slice)
    if stillUsed + cost <= limit then break end
  end
end
return { 0, math.max(0, limit - used), resetMs }
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    takeFromWindow(
      key: string,
      limit: number,
      windowMs: number,
      sliceMs: number,
      cost: number,
    ): Result<[allowed: number, remaining: number, resetMs: number], Context>;
  }
}
