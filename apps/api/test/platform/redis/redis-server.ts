import { findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { Redis } from 'ioredis';
import { findProgram, LocalService } from '../../support/network/local-service.ts';

export const redisProgram = findProgram('redis-server');

export function reserveRedis(...extraArgs: string[]): Promise<LocalService> {
  if (redisProgram === null) throw new Error('redis-server is not installed');
  return LocalService.reserve(redisProgram, (port, directory) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'],
    ...extraArgs,
  ]);
}

export async function startRedis(...extraArgs: string[]): Promise<LocalService> {
  const server = await reserveRedis(...extraArgs);
  await server.start();
  return server;
}

/** Two primaries that share the slots. */
export async function startRedisCluster(): Promise<{ url: string; nodes: LocalService[] }> {
  // By default a node's bus has the port ten thousand above its own, which another program may have.
  const busPorts = [await findFreePort(), await findFreePort()];
  const nodes = await Promise.all(
    busPorts.map((busPort) => startRedis('--cluster-enabled', 'yes', '--cluster-port', String(busPort))),
  );
  const [first, second] = nodes.map(({ port }) => new Redis({ port, maxRetriesPerRequest: 1 }));
  if (!first || !second) throw new Error('two nodes were started');
  await Promise.all([first.cluster('ADDSLOTSRANGE', 0, 8191), second.cluster('ADDSLOTSRANGE', 8192, 16383)]);
  await first.cluster('MEET', '127.0.0.1', nodes[1]?.port ?? 0, busPorts[1] ?? 0);
  const isReady = async (client: Redis) => {
    const info = await client.cluster('INFO');
    return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:2');
  };
  await pollUntil('the cluster agrees', async () => (await isReady(first)) && (await isReady(second)));
  first.disconnect();
  second.disconnect();
  return { url: `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, nodes };
}
