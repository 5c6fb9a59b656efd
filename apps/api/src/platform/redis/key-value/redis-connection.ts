import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisEndpoint } from './redis-url.ts';
import { groupMembersScript, joinGroupScript } from './expiring-group.lua.ts';
import { slidingWindowScript } from './sliding-window.lua.ts';

export type RedisClient = Redis | Cluster;

/** If no data arrives for this long while a reply is due, a connection counts as dead and is replaced. */
const socketTimeoutMs = 2_000;

/** 50 ms doubling to 2 s, with jitter so that replicas do not return in step. Without end. */
function reconnectDelayMs(attempt: number): number {
  return Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2);
}

/**
 * Nothing is ever queued for, or sent again to, a server that is down: a rate limit taken or a message sent late is worse than one
 * that failed. ioredis's own `commandTimeout` is not used, see `deadline.ts`.
 */
function optionsFor(endpoint: RedisEndpoint) {
  return {
    ...(endpoint.username === undefined ? {} : { username: endpoint.username }),
    ...(endpoint.password === undefined ? {} : { password: endpoint.password }),
    ...(endpoint.isTls ? { tls: {} } : {}),
    connectionName: 'pixelboxx',
    connectTimeout: socketTimeoutMs,
    socketTimeout: socketTimeoutMs,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // ioredis resubscribes without catching errors: `RedisSubscriber` does it instead.
    autoResubscribe: false,
    enableAutoPipelining: true,
    // A probe must not wait behind a pipeline that hangs.
    autoPipeliningIgnoredCommands: ['ping'],
    retryStrategy: reconnectDelayMs,
    // After a failover the old primary is read-only: find the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;
}

export function connectForCommands(endpoint: RedisEndpoint): RedisClient {
  const options = optionsFor(endpoint);
  const client = endpoint.isCluster
    ? new Cluster([...endpoint.nodes], {
        redisOptions: options,
        enableOfflineQueue: false,
        enableAutoPipelining: true,
        autoPipeliningIgnoredCommands: ['ping'],
        clusterRetryStrategy: reconnectDelayMs,
        clusterNodeRetryStrategy: reconnectDelayMs,
        slotsRefreshTimeout: socketTimeoutMs,
      })
    : new Redis({ ...options, ...endpoint.nodes[0], db: endpoint.database });
  client.defineCommand('takeFromWindow', { lua: slidingWindowScript, numberOfKeys: 1 });
  client.defineCommand('joinGroup', { lua: joinGroupScript, numberOfKeys: 1 });
  client.defineCommand('groupMembers', { lua: groupMembersScript, numberOfKeys: 1 });
  return client;
}

/** One plain connection, also on a cluster, whose nodes forward every message to each other. If a node is lost, the next is used. */
export function connectForMessages(endpoint: RedisEndpoint): Redis {
  let node = 0;
  const client = new Redis({
    ...optionsFor(endpoint),
    ...endpoint.nodes[0],
    enableAutoPipelining: false,
  });
  client.on('close', () => {
    node = (node + 1) % endpoint.nodes.length;
    Object.assign(client.options, endpoint.nodes[node]);
  });
  return client;
}
