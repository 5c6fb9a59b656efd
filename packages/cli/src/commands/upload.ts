import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { UploadCommand } from '../arguments.ts';
import { CliError, exitCodes, type ExitCode, failureOf } from '../cli-error.ts';
import { retrying } from '../site/retrying.ts';
import type { Site } from '../site/site.ts';
import { TusUploads } from '../site/tus.ts';
import { formatBytes, Progress } from '../terminal/progress.ts';
import { addToAlbum, createAlbum, findAlbum } from '../upload/albums.ts';
import { FileContent } from '../upload/content.ts';
import { findFiles, type Found } from '../upload/find-files.ts';
import { Journal } from '../upload/journal.ts';
import { PartSize } from '../upload/part-size.ts';
import { type FileToSend, type Outcome, uploadFiles } from '../upload/upload-files.ts';
import { type Context, paceOf, signedIn } from './context.ts';
import { Report } from './report.ts';

/** @returns the exit code @throws CliError for a failure that ends the whole command, after a summary of what was done */
export async function upload(context: Context, command: UploadCommand): Promise<ExitCode> {
  const { environment, signal } = context;
  const report = new Report(context.output);
  const site = await signedIn(context, command.url);
  const user = await retrying(() => site.client('auth.me'), paceOf(context));
  const files: FileToSend[] = [];
  for await (const found of findFiles(command.paths)) {
    signal.throwIfAborted();
    note(found, files, report);
  }
  const state = join(environment.stateDir, `uploads-${digest(`${site.url} ${user.id}`)}.jsonl`);
  if (command.dryRun) {
    await foresee(files, await Journal.read(state), report, signal);
    return report.end({ dryRun: true, album: null });
  }
  return send(context, command, { site, state, files, report });
}

function note(found: Found, files: FileToSend[], report: Report): void {
  if (found.kind === 'file') files.push(found);
  else if (found.kind === 'skipped') report.skipped(found.path, found.reason);
  else report.failed(found.path, found.code, found.message);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Reports what would be sent; equal files count once. */
async function foresee(
  files: readonly FileToSend[],
  entries: ReadonlyMap<string, object>,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const hashes = new Set<string>();
  for (const { path, bytes } of files) {
    try {
      const content = await FileContent.open(path, signal);
      await content.close();
      const entry = entries.get(content.hash);
      const isThere = hashes.has(content.hash) || (entry !== undefined && 'done' in entry);
      hashes.add(content.hash);
      if (isThere) report.unchanged(path, null);
      else report.foreseen(path, bytes);
    } catch (error) {
      signal.throwIfAborted();
      report.thrown(path, error);
    }
  }
}

interface Work {
  readonly site: Site;
  readonly state: string;
  readonly files: readonly FileToSend[];
  readonly report: Report;
}

async function send(context: Context, command: UploadCommand, { site, state, files, report }: Work): Promise<ExitCode> {
  const { output } = context;
  const pace = paceOf(context);
  const known = command.album === undefined ? null : await findAlbum(site, command.album, pace);
  const journal = await Journal.open(state);
  const total = { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  const progress = new Progress(total, performance.now());
  const show = () => output.progress(progress.line(performance.now()));
  try {
    if (files.length > 0) output.note(`${files.length} images, ${formatBytes(total.bytes)}.`);
    const { outcomes, end } = await uploadFiles(files, {
      sending: { uploads: new TusUploads(site, command.visibility), records: journal, pace, parts: new PartSize() },
      concurrency: command.concurrency,
      onProgress: (bytes) => {
        progress.sent(bytes);
        show();
      },
      onPassed: (bytes) => progress.passed(bytes),
      onOutcome: (outcome) => {
        progress.fileDone();
        tell(outcome, report);
        show();
      },
    });
    output.endProgress();
    if (end !== null) {
      report.end({ dryRun: false, album: null, left: files.length - outcomes.length });
      throw failureOf(end);
    }
    const album =
      command.album === undefined ? null : await fillAlbum(command, { site, known, outcomes, report }, context);
    return report.end({ dryRun: false, album });
  } finally {
    output.endProgress();
    await journal.close();
  }
}

function tell(outcome: Outcome, report: Report): void {
  if (outcome.outcome === 'failed') report.thrown(outcome.path, outcome.failure);
  else if (outcome.outcome === 'sent') report.sent(outcome.path, outcome.uploadId);
  else report.unchanged(outcome.path, outcome.uploadId);
}

interface Filling {
  readonly site: Site;
  readonly known: string | null;
  readonly outcomes: readonly Outcome[];
  readonly report: Report;
}

/** @returns the album’s id; null if there was nothing to put into an album */
async function fillAlbum(
  { album, visibility }: UploadCommand,
  { site, known, outcomes, report }: Filling,
  context: Context,
): Promise<string | null> {
  const uploadIds = [...new Set(outcomes.flatMap((one) => (one.outcome === 'failed' ? [] : [one.uploadId])))];
  if (album === undefined || uploadIds.length === 0) return known;
  const pace = paceOf(context);
  const id = known ?? (await createAlbum(site, album, visibility === 'public', pace));
  const leftOut = await addToAlbum(site, id, uploadIds, pace);
  if (leftOut > 0) report.leftOutOfAlbum(leftOut);
  return id;
}

/** The failure with which a signal ends the program. */
export function interruption(signal: 'SIGINT' | 'SIGTERM'): CliError {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return new CliError('INTERRUPTED', 'Interrupted. The same command goes on where it was.', exitCode);
}
