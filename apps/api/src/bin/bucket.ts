/**
 * `npm run storage -- check|apply|adopt`: the rules of the bucket, as code. Runs in Node without a build, with the
 * api's environment and none of its modules.
 */
import { SystemClock } from '@pixelboxx/node-kit';
import pg from 'pg';
import { readBucketArguments, usage } from './bucket-arguments.ts';
import { type Config, ConfigError } from '../platform/config/config.ts';
import { loadToolConfig } from '../platform/config/database-environment.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Finding } from '../platform/storage/s3/bucket-finding.ts';
import { BucketSetup } from '../platform/storage/s3/bucket-setup.ts';
import { createObjectStorage } from '../platform/storage/assembly/create-object-storage.ts';
import { StorageInstallation } from '../platform/storage/storage-installation.ts';

const marks: Record<Finding['state'], string> = { right: '✓', wrong: '✗', unsupported: '–' };

/** Prints the usage and exits if the arguments are invalid. */
function readArguments(args: readonly string[]): ReturnType<typeof readBucketArguments> {
  try {
    return readBucketArguments(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return process.exit(2);
  }
}

async function main(): Promise<number> {
  const { command, publicRead } = readArguments(process.argv.slice(2));
  const config = loadToolConfig();
  if (command === 'adopt') return adopt(config);
  const findings: Finding[] = [];
  if (config.storage) {
    const setup = new BucketSetup(config.storage, config.http.allowedOrigins);
    findings.push(...(command === 'check' ? await setup.check() : await setup.apply({ publicRead })));
  } else {
    process.stdout.write(
      'Objects are files in DATA_DIR: there is no bucket to set up. Set S3_BUCKET and its keys for one.\n',
    );
  }
  if (command === 'check') findings.push(await withInstallation(config, ownershipFinding));
  for (const { about, state, text } of findings) process.stdout.write(`${marks[state]} ${about}: ${text}\n`);
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}

async function withInstallation<Result>(
  config: Config,
  use: (installation: StorageInstallation) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ connectionString: config.database.url, max: 1, connectionTimeoutMillis: 5_000 });
  // A lost idle connection would end the process; if it matters, the next statement fails.
  pool.on('error', () => undefined);
  try {
    return await use(new StorageInstallation(createObjectStorage(config, new SystemClock()), pool));
  } finally {
    await pool.end();
  }
}

async function adopt(config: Config): Promise<number> {
  await withInstallation(config, (installation) => installation.adopt());
  process.stdout.write('The object store belongs to this database now. Look first: sweep.js --dry-run\n');
  return 0;
}

const ownershipTexts = {
  ours: 'it belongs to this database',
  empty: 'it is empty, and belongs to whoever stores something first',
  foreign: 'it belongs to another database, so nothing is swept: correct DATABASE_URL or the bucket, or adopt it',
  ahead: 'it is newer than this database, as after a restored backup, so nothing is swept until it is adopted',
  unmarked: 'nothing says whose it is; a sweep makes it ours if the database knows what is in it, or adopt it',
} as const;

async function ownershipFinding(installation: StorageInstallation): Promise<Finding> {
  const about = 'installation';
  try {
    const ownership = await installation.look();
    const isRight = ownership === 'ours' || ownership === 'empty';
    return { about, state: isRight ? 'right' : 'wrong', text: ownershipTexts[ownership] };
  } catch {
    return {
      about,
      state: 'unsupported',
      text: 'whose it is cannot be told: the database or the store does not answer',
    };
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const cause = error instanceof AppError && error.cause instanceof Error ? error.cause : error;
  const isOurs = error instanceof ConfigError || error instanceof AppError || error instanceof TypeError;
  process.stderr.write(`${isOurs && cause instanceof Error ? cause.message : String(error)}\n`);
  process.exitCode = 2;
}
