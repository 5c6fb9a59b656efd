import { parseArgs } from 'node:util';
import { UsageError } from '../cli-error.ts';
import { accountChecks, type Check, checksFor, Wrong } from '../smoke/checks.ts';
import { Visitor } from '../smoke/visitor.ts';

export const usage = `Usage: npm run smoke -- https://your.site [--read-only] [--mail name@your.domain]
  --read-only   makes no account
  --mail        the mailbox that its account gets, with a name behind a +; else emails go to example.com, which takes none`;

/**
 * `npm run smoke -- URL`: checks a running installation, wherever it is, as its visitors use it and by their URL.
 * Creates an account and deletes it again, unless it may only read.
 * @returns 1 if something is wrong
 */
export async function run(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'read-only': { type: 'boolean' }, mail: { type: 'string' } },
  });
  const origin = originOf(positionals);
  const mailbox = mailboxOf(values.mail);
  const visitor = new Visitor(origin);
  let failed = await runAll(visitor, checksFor(origin));
  if (values['read-only'] !== true) failed += await runAll(visitor, accountChecks(mailbox));
  console.log(failed === 0 ? `\n${origin} works.` : `\n${failed} of these are wrong at ${origin}.`);
  return failed === 0 ? 0 : 1;
}

/** Runs all checks in turn, even after a failure. @returns how many failed */
async function runAll(visitor: Visitor, checks: readonly Check[]): Promise<number> {
  let failed = 0;
  for (const { what, look } of checks) {
    try {
      const more = await look(visitor);
      console.log(`✓ ${what}${more ? `: ${more}` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(`✗ ${what}: ${reasonOf(error)}`);
    }
  }
  return failed;
}

function reasonOf(error: unknown): string {
  if (error instanceof Wrong || !(error instanceof Error))
    return error instanceof Error ? error.message : String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || error.message : error.message;
}

function originOf([address, ...more]: readonly string[]): string {
  if (address === undefined || more.length > 0) throw new UsageError('Name one address, such as https://your.site.');
  const { protocol, origin } = URL.canParse(address) ? new URL(address) : { protocol: '', origin: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new UsageError(`\`${address}\` is no address such as https://your.site.`);
  }
  return origin;
}

function mailboxOf(mail = '@example.com'): (username: string) => string {
  const [name, domain] = mail.split('@');
  if (!domain) throw new UsageError(`--mail takes a mailbox such as name@your.domain, not \`${mail}\`.`);
  return (username) => `${name ? `${name}+` : ''}${username}@${domain}`;
}
