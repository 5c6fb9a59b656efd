import { findFreePort, openStoppedReader } from '@pixelboxx/config/testing';
import { writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from './support/responses.ts';
import { drawing, noise } from './support/images.ts';
import { readyUrl, runService, type ServiceProcess } from './support/process.ts';
import { until } from './support/until.ts';

const running: ServiceProcess[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

function run(environment: Record<string, string>, nodeArguments?: string[]): ServiceProcess {
  const service = runService(environment, nodeArguments);
  running.push(service);
  return service;
}

describe('the process', () => {
  it('screens with the network disabled in every thread', async () => {
    const guard = path.join(import.meta.dirname, 'support/no-network.ts');
    const service = run({ AI_PORT: '0' }, ['--import', guard]);
    const url = await readyUrl(service);
    expect((await post(url, new Uint8Array(await drawing().png().toBuffer()))).status).toBe(200);
    const lines = service
      .output()
      .stderr.split('\n')
      .filter((line) => /thread|network/.test(line));
    // Each thread's own attempt, to see that the guard holds, and no other.
    expect(lines.sort()).toEqual([
      'network refused: connect',
      'network refused: connect',
      'thread 0 is cut off: true',
      'thread 1 is cut off: true',
    ]);
  });

  it('finishes running requests when told to stop, and exits with 0', async () => {
    const service = run({ AI_PORT: '0' });
    const url = await readyUrl(service);
    const bytes = new Uint8Array(await noise(3000, 2000).jpeg().toBuffer());
    const responses = [post(url, bytes), post(url, bytes), post(url, bytes)];
    // The service answers in turn, so the others are at work or waiting by now.
    expect((await Promise.race(responses)).status).toBe(200);
    service.child.kill('SIGTERM');
    const all = await Promise.all(responses);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    // Else the connection, kept alive, would hold the process until it is cut off.
    expect(all.some(({ headers }) => headers.get('connection') === 'close')).toBe(true);
    expect(await service.exited).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('writes one JSON line a request, without the image and the secret', async () => {
    const token = 'a-secret-of-more-than-thirty-two-characters';
    const service = run({ AI_PORT: '0', AI_SERVICE_TOKEN: token });
    const url = await readyUrl(service);
    const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'the-one' };
    await post(url, new Uint8Array(await drawing().png().toBuffer()), 'image/png', { headers });
    await until(() => service.output().stdout.includes('the-one'));
    const { stdout } = service.output();
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ofRequest = lines.filter(({ requestId }) => requestId === 'the-one');
    expect(ofRequest).toHaveLength(1);
    expect(ofRequest[0]).toMatchObject({ event: 'request', method: 'POST', route: '/v1/screen', status: 200 });
    expect(ofRequest[0]?.['ms']).toBeGreaterThan(0);
    expect(stdout).not.toContain(token);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(500);
  });

  it('continues, and ends when told to, even if its log is full and not read', async () => {
    const reader = openStoppedReader();
    writeSync(reader.fd, Buffer.alloc(65_536, 'x'));
    const port = await findFreePort();
    const service = runService({ AI_PORT: String(port) }, [], reader.fd);
    running.push(service);
    const url = `http://localhost:${port}`;
    await until(async () => (await fetch(`${url}/v1/health/ready`).catch(() => null))?.ok === true);
    expect((await post(url, new Uint8Array(await drawing().png().toBuffer()))).status).toBe(200);
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    reader.close();
  });

  it('names a taken port and how to change it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const service = run({ AI_PORT: String(port) });
    expect(await service.exited).toBe(1);
    expect(service.output().stderr.trim()).toBe(
      `Port ${port} is already in use. Stop what uses it, or set AI_PORT to another port.`,
    );
    other.close();
  });

  it('lists every fault of its environment, without values, and exits with 1', async () => {
    const service = run({ AI_PORT: '99999', SCREENING_THRESHOLD: 'NaN', AI_SERVICE_TOKEN: 'too-short' });
    expect(await service.exited).toBe(1);
    const { stdout, stderr } = service.output();
    expect(stdout).toBe('');
    for (const name of ['AI_PORT', 'SCREENING_THRESHOLD', 'AI_SERVICE_TOKEN']) expect(stderr).toContain(name);
    for (const value of ['99999', 'NaN', 'too-short']) expect(stderr).not.toContain(value);
    expect(stderr).not.toContain('    at ');
  });
});
