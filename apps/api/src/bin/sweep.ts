import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { ConfigError, loadConfig } from '../platform/config/config.ts';
import { refusalTexts, type SweepReport, UploadsSweeper } from '../uploads/sweep/index.ts';

/**
 * For operators: sweeps uploads now instead of within the hour. With `--dry-run` it only reports what a sweep would do.
 * Uses the api's environment, and is safe beside any number of running replicas.
 */
const usage = `Usage: node dist/sweep.js [--dry-run] [--json] [--allow-many]
  --allow-many   go on although a large share of the object store would be removed; look with --dry-run first
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, 'allow-many': { type: 'boolean' } },
  });
  // Nothing is started: the app is created only to get its sweeper.
  const app = await createApp({ ...loadConfig(), logLevel: 'warn' });
  const options = { dryRun: values['dry-run'] === true, allowMany: values['allow-many'] === true };
  const report = await app.get(UploadsSweeper).sweep(options);
  const text = values.json === true ? JSON.stringify(report) : describe(report);
  process.stdout.write(`${text}\n`, () => process.exit(report.failures > 0 || report.refusal !== null ? 1 : 0));
}

function describe(report: SweepReport): string {
  const lines: [count: number, what: string][] = [
    [report.stalePending, 'uploads that never became ready'],
    [report.deletedUploads, 'deleted uploads whose row was still there'],
    [report.orphanedImages, 'pictures in the store that no upload knows'],
    [report.unfinishedFiles, 'half-received or half-written files'],
    [report.failures, 'could not be removed; the next sweep tries again'],
  ];
  const refused = report.refusal && `Nothing was removed. ${refusalTexts[report.refusal]} See docs/storage.md.`;
  const title = refused
    ? `${refused}\nA sweep would remove:`
    : report.dryRun
      ? 'A sweep would remove (nothing was changed):'
      : 'Removed:';
  return [title, ...lines.map(([count, what]) => `${String(count).padStart(8)}  ${what}`)].join('\n');
}

try {
  await main();
} catch (error) {
  const isOurs = error instanceof ConfigError || (error instanceof TypeError && 'code' in error);
  const reason = error instanceof Error ? (isOurs ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${reason}\n${isOurs ? usage : ''}`, () => process.exit(2));
}
