import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findFreePort, findFreePorts, isPortFree, requireFreePorts } from '../../src/environment/ports.ts';

async function occupy(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the ports a start needs', () => {
  it('are reported together if taken, each with its variable and a free port', async () => {
    const [web, ai] = [await occupy('127.0.0.1'), await occupy('127.0.0.1')];
    const error = await requireFreePorts({ web, api: await findFreePort(), ai }, 'npm start').catch((e: unknown) => e);
    const [first = '', second = '', ...rest] = (error as Error).message.split('\n');
    expect(rest).toEqual([]);
    expect(second).toContain(`Port ${ai} is in use.`);
    const advice = new RegExp(
      `^Port ${web} is in use. Stop the other program or choose another: WEB_PORT=(\\d+) npm start$`,
    );
    const suggested = Number(advice.exec(first)?.[1]);
    expect(await isPortFree(suggested)).toBe(true);
    expect([web, ai]).not.toContain(suggested);
  });

  it('count as taken whatever address the other program listens on', async () => {
    expect(await isPortFree(await occupy('127.0.0.1'))).toBe(false);
    expect(await isPortFree(await occupy('0.0.0.0'))).toBe(false);
  });

  it('are all different, however many are searched simultaneously', async () => {
    const ports = await findFreePorts(500);
    expect(ports).not.toContain(0);
    expect(new Set(ports).size).toBe(500);
  });

  it('are accepted if they are free', async () => {
    const [web = 0, api = 0, ai = 0] = await findFreePorts(3);
    const ports = { web, api, ai };
    await expect(requireFreePorts(ports, 'npm start')).resolves.toBeUndefined();
  });
});
