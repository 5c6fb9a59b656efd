import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface ClamdEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface ClamdDeadlines {
  readonly connectMs: number;
  /** Without a byte in either direction. A scan sends nothing until it is over. */
  readonly idleMs: number;
  /** From the request to the response, including the wait for a turn. */
  readonly totalMs: number;
}

/** clamd closes a stream whose next chunk announces more than `StreamMaxLength`; any size below that works. */
const chunkBytes = 64 * 1024;

/** A response is one short line; anything longer is not clamd. */
const maxResponseBytes = 4096;

/**
 * Sends clamd one command over a separate connection (clamd(8), "COMMANDS"; `z` commands and responses end in NUL).
 * @param body sent after the command in chunks, each preceded by its length, with an empty one at the end (INSTREAM)
 * @returns the response, without its end
 * @throws Error if clamd is down, falls silent, hangs up without a response, or `signal` reports a timeout
 */
export async function askClamd(
  { host, port }: ClamdEndpoint,
  command: 'INSTREAM' | 'PING',
  body: AsyncIterable<Buffer> | null,
  { connectMs, idleMs, signal }: Pick<ClamdDeadlines, 'connectMs' | 'idleMs'> & { signal: AbortSignal },
): Promise<string> {
  signal.throwIfAborted();
  const socket = connect({ host, port });
  const stop = () => socket.destroy(new Error('clamd took too long'));
  signal.addEventListener('abort', stop, { once: true });
  socket.setTimeout(connectMs, () => socket.destroy(new Error('clamd fell silent')));
  try {
    const answered = readResponse(socket);
    // The reader reports whatever ends the connection; the writer only stops.
    answered.catch(() => undefined);
    await once(socket, 'connect');
    socket.setTimeout(idleMs);
    socket.write(`z${command}\0`);
    if (body) await sendChunks(socket, body);
    return await answered;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** Stops early if the other side has: clamd responds and hangs up in the middle of a file that is too long for it. */
async function sendChunks(socket: Socket, body: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of body) {
    for (let start = 0; start < piece.length; start += chunkBytes) {
      const chunk = piece.subarray(start, start + chunkBytes);
      if (!socket.writable) return;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      socket.write(length);
      if (!socket.write(chunk)) await drained(socket);
    }
  }
  if (socket.writable) socket.write(Buffer.alloc(4));
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done).off('end', done);
      resolve();
    };
    socket.once('drain', done).once('close', done).once('end', done);
  });
}

/** A response that arrived before the connection broke still counts, if it is complete. */
function readResponse(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let response = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      response += text;
      const end = response.indexOf('\0');
      if (end !== -1) resolve(response.slice(0, end));
      else if (response.length > maxResponseBytes) socket.destroy(new Error('clamd does not come to an end'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('clamd hung up without an answer')));
  });
}
