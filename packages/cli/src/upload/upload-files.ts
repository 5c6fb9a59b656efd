import { failureOf, type CliError, exitCodes } from '../cli-error.ts';
import { FileContent } from './content.ts';
import { type Sending, type Sent, sendContent } from './send-content.ts';

export interface FileToSend {
  readonly path: string;
  readonly bytes: number;
}

/** The outcome of a file. */
export type Outcome =
  | { readonly outcome: 'sent' | 'unchanged'; readonly path: string; readonly uploadId: string }
  | { readonly outcome: 'failed'; readonly path: string; readonly failure: CliError };

export interface FilesOptions {
  readonly sending: Omit<Sending, 'onProgress'>;
  readonly concurrency: number;
  readonly onProgress: (bytes: number) => void;
  /** Called with the bytes of a file that need not be sent. */
  readonly onPassed: (bytes: number) => void;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Whether the failure concerns only this file. */
function isOfOneFile({ exitCode, code }: CliError): boolean {
  if (code === 'QUOTA_EXCEEDED') return false;
  return exitCode === exitCodes.someFailed || (exitCode === exitCodes.local && code !== 'ENOSPC');
}

/**
 * Sends files, several at a time. Equal files are sent once.
 * @returns the outcome of each, in the given order; `end` is why the remaining files have none: a failure that all of
 * them would meet, or the reason of the signal
 */
export async function uploadFiles(
  files: readonly FileToSend[],
  options: FilesOptions,
): Promise<{ outcomes: readonly Outcome[]; end: unknown }> {
  const outcomes = new Map<number, Outcome>();
  /** Uploads that are running or done in this run, by hash. */
  const running = new Map<string, Promise<Sent>>();
  const queue = files.entries();
  let end: unknown = null;

  const worker = async (): Promise<void> => {
    for (const [at, file] of queue) {
      if (end !== null) return;
      const outcome = await uploadOne(file, running, options).catch((error: unknown) => {
        const failure = failureOf(error);
        if (isOfOneFile(failure) && !options.sending.pace.signal.aborted)
          return { outcome: 'failed', path: file.path, failure } as const;
        end ??= options.sending.pace.signal.aborted ? options.sending.pace.signal.reason : failure;
        return null;
      });
      if (!outcome) return;
      outcomes.set(at, outcome);
      options.onOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return { outcomes: [...outcomes].sort(([one], [other]) => one - other).map(([, outcome]) => outcome), end };
}

async function uploadOne(
  { path, bytes }: FileToSend,
  running: Map<string, Promise<Sent>>,
  { sending, onProgress, onPassed }: FilesOptions,
): Promise<Outcome> {
  const content = await FileContent.open(path, sending.pace.signal);
  try {
    const other = running.get(content.hash);
    const own = other ?? sendContent(content, { ...sending, onProgress });
    running.set(content.hash, own);
    const { uploadId, wasThere } = await own;
    if (other || wasThere) onPassed(bytes);
    return { outcome: other || wasThere ? 'unchanged' : 'sent', path, uploadId };
  } finally {
    await content.close();
  }
}
