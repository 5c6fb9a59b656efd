import { connect, type Socket } from 'node:net';
import { takeTime } from '@pixelboxx/config/testing';
import { Fault } from '../check/fault.ts';
import { answerTimeoutMs } from '../http/client.ts';
import type { HttpResponse } from '../http/message.ts';
import { MalformedResponse, ResponseParser } from '../http/response-parser.ts';
import type { Script } from './script.ts';

/** How long a client that is owed no response waits for one. */
const curiosityMs = 3_000;

interface Line {
  readonly socket: Socket;
  readonly chunks: Buffer[];
  /** Resolves when the server has ended the connection, or when it broke. */
  readonly ended: Promise<void>;
  /** Resolves with the next bytes, at the end, or when `wake` is called. */
  next(): Promise<void>;
  wake(): void;
}

/**
 * Runs a script on a separate connection.
 * @returns the responses of the server, as far as they were awaited
 * @throws Fault if a response is not HTTP, or an owed one does not arrive
 */
export async function play(script: Script, port: number, left: Set<Socket>): Promise<HttpResponse[]> {
  const line = await open(port);
  const { socket } = line;
  for (const { bytes, pauseMs } of script.pieces) {
    if (pauseMs > 0) await takeTime(pauseMs);
    if (bytes.length > 0 && socket.writable) socket.write(bytes);
  }
  switch (script.ending) {
    case 'leave':
      left.add(socket);
      return [];
    case 'reset':
      socket.resetAndDestroy();
      return [];
    case 'close':
      socket.destroySoon();
      return [];
    case 'halfClose':
      socket.end();
      return readAll(script, line, curiosityMs);
    case 'wait':
      return readAll(script, line, answerTimeoutMs);
  }
}

function open(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay();
  const chunks: Buffer[] = [];
  const end = Promise.withResolvers<void>();
  let wake = (): void => {};
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    wake();
  });
  socket.on('error', () => socket.destroy());
  for (const event of ['end', 'close'] as const)
    socket.once(event, () => {
      end.resolve();
      wake();
    });
  const next = () => new Promise<void>((resolve) => (wake = resolve));
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve({ socket, chunks, ended: end.promise, next, wake: () => wake() }));
    socket.once('error', (error) => reject(new Fault('no answer (refused)', error.message)));
  });
}

/** Reads until every request has its response, the server closes the connection, or the time is up. */
async function readAll(script: Script, line: Line, timeoutMs: number): Promise<HttpResponse[]> {
  const deadline = Date.now() + timeoutMs;
  const parser = new ResponseParser();
  const responses: HttpResponse[] = [];
  const state = { hasEnded: false };
  void line.ended.then(() => (state.hasEnded = true));
  try {
    for (;;) {
      const isOver = await Promise.race([line.ended.then(() => true), waitFor(line, deadline)]);
      for (const chunk of line.chunks.splice(0)) parser.push(chunk);
      take(script, parser, responses, isOver || state.hasEnded);
      if (isOver || responses.length >= script.methods.length || responses.at(-1)?.closes === true) break;
      if (Date.now() >= deadline) break;
    }
  } finally {
    line.socket.destroy();
  }
  if (script.owesResponse && responses.length === 0)
    throw new Fault(state.hasEnded ? 'no answer (closed)' : 'no answer (timeout)', script.kind);
  return responses;
}

async function waitFor(line: Line, deadline: number): Promise<boolean> {
  if (line.chunks.length === 0) {
    const timer = setTimeout(() => line.wake(), Math.max(0, deadline - Date.now()));
    await line.next();
    clearTimeout(timer);
  }
  return false;
}

function take(script: Script, parser: ResponseParser, responses: HttpResponse[], ended: boolean): void {
  try {
    for (;;) {
      const response = parser.next(script.methods[responses.length] ?? 'GET', ended);
      if (!response) return;
      responses.push(response);
    }
  } catch (error) {
    if (error instanceof MalformedResponse) throw new Fault('not HTTP', error.message);
    throw error;
  }
}
