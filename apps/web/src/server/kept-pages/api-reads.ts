import { AsyncLocalStorage } from 'node:async_hooks';
import { askAgain } from './ask-again.ts';
import { freshnessMsOf } from './freshness.ts';

/** What a page was made of: one response of the API. */
export interface ApiRead {
  readonly url: string;
  readonly status: number;
  readonly body: string;
  /** For so long after it was asked for, the API lets everybody be told it again (RFC 9111, 4.2). */
  readonly freshMs: number;
}

/** Something that the API said, and until when nobody has to ask again. */
export interface KeptRead {
  readonly read: ApiRead;
  /** On the clock of whoever keeps it. */
  freshUntilMs: number;
}

interface Recording {
  readonly reads: Promise<ApiRead>[];
  /** Something was asked that cannot be asked again to see whether it is still the same. */
  isOpen: boolean;
}

const recordings = new AsyncLocalStorage<Recording>();

/** Before any page is rendered: tells what pages read, whichever part of a page reads it. */
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
    // What failed for now may be there in a moment, and a page may do without it.
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

/**
 * Does `work`, and tells what of the API it read meanwhile; null where that does not tell all that it depends on.
 */
export async function recordingApiReads(work: () => unknown): Promise<readonly ApiRead[] | null> {
  const recording: Recording = { reads: [], isOpen: false };
  await recordings.run(recording, work);
  const reads = await Promise.all(recording.reads).catch(() => null);
  return recording.isOpen ? null : reads;
}

/**
 * Whether the API still says the same: it is asked for whatever has not been said for longer. Whoever asks is told to it: its
 * limits are about visitors.
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
