/** Holds many open event streams in a separate process, and reports when their events arrive. */
import { connect, type Socket } from 'node:net';
import type { HolderReport, HolderRequest, OpenRequest } from './streams.ts';

interface Held {
  readonly socket: Socket;
  /** Index in the list of cookies. */
  readonly user: number;
  head: string | undefined;
}

/** A user's streams are opened one after the other; those of several users at the same time. */
const maxConcurrent = 64;

const held = new Set<Held>();
let broken = 0;
let arrivals: [user: number, atMs: number][] = [];

/** The same clock in every process of a machine. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

function open({ url, path, cookies }: OpenRequest, user: number): Promise<void> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const one: Held = { socket, user, head: '' };
    held.add(one);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookies[user] ?? ''}\r\n\r\n`);
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (one.head === undefined) return receive(one, text);
      one.head += text;
      if (!one.head.includes('retry: ')) return;
      if (!one.head.startsWith('HTTP/1.1 200 ')) reject(new Error(`The stream was refused: ${one.head.slice(0, 300)}`));
      one.head = undefined;
      resolve();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      held.delete(one);
      reject(new Error(`The stream ended before it began: ${one.head?.slice(0, 300)}`));
    });
  });
}

function receive({ user, socket }: Held, text: string): void {
  if (text.includes('event: ')) arrivals.push([user, nowMs()]);
  // The last chunk of a whole response (RFC 9112, 7.1).
  if (text.endsWith('0\r\n\r\n')) socket.removeAllListeners('error').on('error', () => undefined);
}

async function openAll(request: OpenRequest): Promise<number> {
  const startedAt = nowMs();
  let next = 0;
  const opener = async () => {
    for (let index = next++; index < request.count; index = next++) await open(request, index % request.cookies.length);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, opener));
  for (const one of held) {
    one.socket.removeAllListeners('close').on('close', (hadError) => {
      held.delete(one);
      if (hadError) broken += 1;
    });
  }
  return nowMs() - startedAt;
}

async function serve(request: HolderRequest): Promise<HolderReport> {
  if (request.do === 'open') return { openMs: await openAll(request), open: held.size, broken, arrivals: [] };
  if (request.do === 'close') for (const { socket } of held) socket.destroy();
  const report = { openMs: 0, open: held.size, broken, arrivals };
  if (request.do === 'forget') arrivals = [];
  return report;
}

process.on('message', (request: HolderRequest) => {
  serve(request).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
