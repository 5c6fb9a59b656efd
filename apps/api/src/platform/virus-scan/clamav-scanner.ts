import { createReadStream } from 'node:fs';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { AppError } from '../errors/app-error.ts';
import { askClamd, type ClamdEndpoint, type ClamdDeadlines } from './clamd-connection.ts';
import { VirusScanner } from './virus-scanner.ts';

/** An upload waits for this, so it must end before the client gives up (15 s). */
const usualDeadlines: ClamdDeadlines = { connectMs: 2_000, idleMs: 8_000, totalMs: 11_000 };
const probeMs = 2_000;

/** clamd scans `MaxThreads` (10) streams at a time and queues others; several processes may share one clamd. */
const usualLoad = { concurrent: 4, queued: 32 };

/**
 * ClamAV through its daemon. The file is sent over the connection (INSTREAM), so clamd can run anywhere and needs no
 * access to this machine's disk. Only a plain "OK" is clean; every other response is malware or a fault.
 */
export class ClamAvScanner extends VirusScanner {
  readonly #endpoint: ClamdEndpoint;
  readonly #deadlines: ClamdDeadlines;
  readonly #door: ConcurrencyLimiter;

  constructor(endpoint: ClamdEndpoint, deadlines: ClamdDeadlines = usualDeadlines, load = usualLoad) {
    super();
    this.#endpoint = endpoint;
    this.#deadlines = deadlines;
    this.#door = new ConcurrencyLimiter(load);
  }

  override async findMalware(path: string): Promise<string | null> {
    // Starts before waiting for a turn: with a clamd that hangs, waiting in the queue then counts too.
    const signal = AbortSignal.timeout(this.#deadlines.totalMs);
    return this.#door.run(async () => parseResponse(await this.#scan(path, signal)));
  }

  override async isUp(): Promise<boolean> {
    const limits = { connectMs: probeMs, idleMs: probeMs, signal: AbortSignal.timeout(probeMs) };
    return askClamd(this.#endpoint, 'PING', null, limits).then(
      (response) => response === 'PONG',
      () => false,
    );
  }

  async #scan(path: string, signal: AbortSignal): Promise<string> {
    try {
      return await askClamd(this.#endpoint, 'INSTREAM', bytesOf(path), { ...this.#deadlines, signal });
    } catch (cause) {
      throw unavailable(cause);
    }
  }
}

/** Opened only when reading begins, and closed when it stops. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path);
}

function parseResponse(response: string): string | null {
  if (response === 'stream: OK') return null;
  const [, found] = /^stream: (.{1,200}) FOUND$/.exec(response) ?? [];
  if (found !== undefined) return found;
  throw unavailable(new Error(formatFault(response)));
}

function formatFault(response: string): string {
  return response.startsWith('INSTREAM size limit exceeded')
    ? 'The file is longer than clamd accepts: its StreamMaxLength must not be below UPLOAD_MAX_BYTES'
    : `clamd answered ${JSON.stringify(response.slice(0, 200))}`;
}

function unavailable(cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 10 }, cause });
}
