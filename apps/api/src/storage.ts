/**
 * `npm run storage -- check|apply`: the rules of the bucket, as code. Runs as it stands in Node, with the api's own
 * environment and none of its parts.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from './platform/config/config.ts';
import { loadToolConfig } from './platform/config/database-environment.ts';
import { AppError } from './platform/errors/app-error.ts';
import type { Finding } from './platform/storage/bucket-finding.ts';
import { BucketSetup } from './platform/storage/bucket-setup.ts';

const usage = `Usage: npm run storage -- <command>
  check                   is the bucket as it should be, and can strangers read only what they may?
  apply [--public-read]   set its CORS and lifecycle rules; --public-read: and let anyone read public/
`;

const marks: Record<Finding['state'], string> = { right: '✓', wrong: '✗', unsupported: '–' };

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'public-read': { type: 'boolean' } },
  });
  const [command] = positionals;
  if (positionals.length !== 1 || (command !== 'check' && command !== 'apply')) {
    process.stderr.write(usage);
    return 2;
  }
  const { storage, http } = loadToolConfig();
  if (!storage) {
    process.stdout.write(
      'Objects are files in DATA_DIR: there is no bucket to set up. Set S3_BUCKET and its keys for one.\n',
    );
    return 0;
  }
  const setup = new BucketSetup(storage, http.allowedOrigins);
  const publicRead = values['public-read'] === true;
  const findings = command === 'check' ? await setup.check() : await setup.apply({ publicRead });
  for (const { about, state, text } of findings) process.stdout.write(`${marks[state]} ${about}: ${text}\n`);
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const cause = error instanceof AppError && error.cause instanceof Error ? error.cause : error;
  const isOurs = error instanceof ConfigError || error instanceof AppError || error instanceof TypeError;
  process.stderr.write(`${isOurs && cause instanceof Error ? cause.message : String(error)}\n`);
  process.exitCode = 2;
}
