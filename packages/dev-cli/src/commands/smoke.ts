import { parseArgs } from 'node:util';
import { CliError } from '../cli-error.ts';
import { accountChecks, type Check, checksFor, Wrong } from '../smoke/checks.ts';
import { Visitor } from '../smoke/visitor.ts';

const usage = 'Usage: npm run smoke -- https://your.site [--read-only] [--mail name@your.domain]';

/**
 * `npm run smoke -- URL`: asks a running installation, wherever it is, for what its visitors come for, by the address they use.
 * With an account of its own, which it deletes again, unless `--read-only`. `--mail` names the mailbox that account gets, with
 * its name behind a `+`; else its emails go to `example.com`, which takes none.
 * @returns 1 when something is wrong
 */
export async function smoke(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'read-only': { type: 'boolean' }, mail: { type: 'string' } },
  });
  const origin = originOf(positionals);
  const visitor = new Visitor(origin);
  let failed = await runAll(visitor, checksFor(origin));
  if (values['read-only'] !== true) failed += await runAll(visitor, accountChecks(mailboxOf(values.mail)));
  console.log(failed === 0 ? `\n${origin} works.` : `\n${failed} of these are wrong at ${origin}.`);
  return failed === 0 ? 0 : 1;
}

/** In turn, each whatever became of those before it. @returns how many are wrong */
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
  if (address === undefined || more.length > 0 || !URL.canParse(address)) throw new CliError(usage);
  const { protocol, origin } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') throw new CliError(usage);
  return origin;
}

function mailboxOf(mail = '@example.com'): (username: string) => string {
  const [name, domain] = mail.split('@');
  if (!domain) throw new CliError(usage);
  return (username) => `${name ? `${name}+` : ''}${username}@${domain}`;
}
