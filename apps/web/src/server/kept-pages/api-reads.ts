import { AsyncLocalStorage } from 'node:async_hooks';
import { askAgain } from './ask-again.ts';
import { freshnessMsOf } from './freshness.ts';

/** One response of the API that went into a page. */
export interface ApiRead {
  readonly url: string;
  readonly status: number;
  readonly body: string;
  /** For how long after the request the API allows the response to be reused for everybody (RFC 9111, 4.2). */
  readonly freshMs: number;
}

/** A response of the API, and until when it need not be requested again. */
export interface KeptRead {
  readonly read: ApiRead;
  /** On the clock of the cache. */
  freshUntilMs: number;
}

interface Recording {
  readonly reads: Promise<ApiRead>[];
  /** The page sent a request that cannot be repeated to see whether the response is still the same. */
  isOpen: boolean;
}

const recordings = new AsyncLocalStorage<Recording>();

/** Call it before any page is rendered: records what pages read, in whichever part of a page. */
export function watchApiReads(apiUrl: string): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const recording = recordings.getStore();
    if (!recording) return original(input, init);
    const url = input instanceof Request ? input.url : String(input);
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    if (method !== 'GET' || !url.startsWith(`${apiUrl}/`)) recording.isOpen = true;
    const response = await original(input, init).catch((error: unknown) => {
      recording.isOpen = true;
      throw error;
    });
    const { status } = response;
    const freshMs = freshnessMsOf((name) => response.headers.get(name));
    // A temporary failure may be over in a moment, and a page may do without the response.
    if (!response.ok && status !== 404) recording.isOpen = true;
    const read = response
      .clone()
      .text()
      .then((body) => ({ url, status, body, freshMs }));
    read.catch(() => undefined);
    recording.reads.push(read);
    return response;
  };
}

/** Does `work` and returns what it read from the API; null if that is not everything it depends on. */
export async function recordingApiReads(work: () => unknown): Promise<readonly ApiRead[] | null> {
  const recording: Recording = { reads: [], isOpen: false };
  await recordings.run(recording, work);
  const reads = await Promise.all(recording.reads).catch(() => null);
  return recording.isOpen ? null : reads;
}

/**
 * Whether the API still returns the same responses: those that are no longer fresh are requested again. The requests carry
 * the visitor's headers, since the API's limits are per visitor.
 */
export async function saysTheSame(
  reads: readonly KeptRead[],
  headers: Record<string, string>,
  { nowMs, timeoutMs }: { readonly nowMs: number; readonly timeoutMs: number },
): Promise<boolean> {
  const due = reads.filter(({ freshUntilMs }) => freshUntilMs <= nowMs);
  if (due.length === 0) return true;
  const signal = AbortSignal.timeout(timeoutMs);
  const checks = due.map(async (kept) => {
    const { url, status, body } = kept.read;
    const now = await askAgain(url, headers, signal);
    const isSame = now.status === status && now.body === body;
    if (isSame) kept.freshUntilMs = nowMs + now.freshMs;
    return isSame;
  });
  return Promise.all(checks).then(
    (same) => same.every(Boolean),
    () => false,
  );
}
