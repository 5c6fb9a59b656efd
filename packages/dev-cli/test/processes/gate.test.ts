import { createServer, type ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { Gate } from '../../src/stack/gate.ts';
import { eventually } from '../support/processes.ts';

/** A service that responds when it is told to. */
async function startService() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => waiting.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { waiting, port: typeof address === 'object' && address ? address.port : 0 };
}

async function openGate() {
  const gate = await Gate.listen('127.0.0.1', 0);
  onTestFinished(() => gate.close());
  return { gate, ask: () => fetch(`http://127.0.0.1:${gate.port}/`) };
}

it('a service may stop once it has begun to respond to all that was sent to it, and gets nothing more', async () => {
  const [before, after] = [await startService(), await startService()];
  const { gate, ask } = await openGate();
  await gate.lead(before.port);
  const asked = [ask(), ask()];
  await eventually(() => before.waiting.length === 2);
  let mayStop = false;
  const led = gate.lead(after.port).then(() => (mayStop = true));
  const next = ask();
  await eventually(() => after.waiting.length === 1);
  before.waiting[0]?.end('first');
  expect(await (await asked[0])?.text()).toBe('first');
  expect(mayStop).toBe(false);
  // Begun is enough: a stream would never end.
  before.waiting[1]?.write('sec');
  await led;
  before.waiting[1]?.end('ond');
  expect(await (await asked[1])?.text()).toBe('second');
  expect(before.waiting).toHaveLength(2);
  after.waiting[0]?.end('next');
  expect(await (await next).text()).toBe('next');
});

it('a service that takes long to respond may stop after a while, and one whose visitor has left at once', async () => {
  const [before, after] = [await startService(), await startService()];
  const { gate, ask } = await openGate();
  await gate.lead(before.port);
  const given = new AbortController();
  const left = fetch(`http://127.0.0.1:${gate.port}/`, { signal: given.signal }).catch(() => 'left');
  await eventually(() => before.waiting.length === 1);
  const led = gate.lead(after.port);
  given.abort();
  expect(await left).toBe('left');
  await led;
  const slow = ask();
  await eventually(() => after.waiting.length === 1);
  await gate.lead(before.port);
  after.waiting[0]?.end('late');
  expect(await (await slow).text()).toBe('late');
});
