import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { examineDependencies } from '../doctor/dependencies.ts';
import { bad, good, type Finding } from '../doctor/finding.ts';
import { examineConfiguration, examineDisk, examinePorts, examineVersions } from '../doctor/machine.ts';
import { findRunningPostgres } from '@pixelboxx/embedded-postgres/process';
import { root } from '../environment/root.ts';
import { readSecrets } from '../environment/secrets.ts';
import { loadEnvironment, resolveSettings, type Settings } from '../environment/settings.ts';
import { Supervisor } from '../process/supervisor.ts';
import { embeddedDataDir } from '../stack/database.ts';

export const usage = 'Usage: npm run doctor';

/** `npm run doctor`: what is configured, and what is wrong with it. */
export async function run(args: string[]): Promise<number> {
  parseArgs({ args });
  const settings = resolveSettings(loadEnvironment());
  const dependencies = await examineDependencies(settings);
  const findings = [
    examineVersions(),
    ...examineConfiguration(settings),
    ...(await examinePorts(settings)),
    ...dependencies,
    await examineSchema(settings),
    await examineStore(settings),
    ...(await examineKeys(settings)),
    await examineDisk(settings),
  ];
  for (const { text, advice } of findings) {
    console.log(`${advice ? '✗' : '✓'} ${text}`);
    if (advice) console.log(`  → ${advice}`);
  }
  const problems = findings.filter(({ advice }) => advice).length;
  console.log(
    problems === 0 ? '\nNothing is wrong.' : `\n${problems} ${problems === 1 ? 'problem' : 'problems'} found.`,
  );
  return problems === 0 ? 0 : 1;
}

/** Whether the reachable database contains anything encrypted with a key that is about to be dropped, or was dropped. */
async function examineKeys(settings: Settings): Promise<Finding[]> {
  const databaseUrl = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  const secrets = readSecrets(settings.dataDir);
  const isKnown = secrets?.DATA_ENCRYPTION_KEY !== undefined || settings.env['DATA_ENCRYPTION_KEY'] !== undefined;
  if (databaseUrl === undefined || !isKnown) return [];
  const { status, output } = await runDatabaseTool(settings, databaseUrl, ['keys'], { ...secrets });
  if (status === 0) return [good('Encrypted values: all under the first key')];
  const advice = 'Put what is under a former key under the first one: npm run db -- reencrypt';
  return [bad(`Encrypted values: ${output.trim().replaceAll('\n', '; ')}`, advice)];
}

async function runDatabaseTool(
  settings: Settings,
  databaseUrl: string,
  args: string[],
  secrets: Record<string, string> = {},
): Promise<{ status: number; output: string }> {
  let output = '';
  const status = await new Supervisor().run({
    name: args[0] ?? 'db',
    args: [join(root, 'apps', 'api', 'prisma', 'cli.ts'), ...args],
    cwd: join(root, 'apps', 'api'),
    env: { ...secrets, ...settings.env, DATABASE_URL: databaseUrl },
    onOutput: (text) => (output += text),
  });
  return { status, output };
}

/** Compares the reachable database with the migrations; a database that does not run yet is migrated when it starts. */
async function examineSchema(settings: Settings): Promise<Finding> {
  const databaseUrl = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  if (databaseUrl === undefined) return good('Schema: brought up to date at the next start');
  const { status, output } = await runDatabaseTool(settings, databaseUrl, ['check', '--wait', '5']);
  if (status === 0) return good('Schema: current');
  return bad(`Schema: ${output.trim()}`, 'Bring it up to date: npm run db -- apply');
}

/** Whether the object store belongs to the database, as `npm run storage -- check` reports. */
async function examineStore(settings: Settings): Promise<Finding> {
  const databaseUrl = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  if (databaseUrl === undefined) return good('Object store: looked at while the database runs');
  const supervisor = new Supervisor();
  let output = '';
  await supervisor.run({
    name: 'storage',
    args: [join(root, 'apps', 'api', 'src', 'bin', 'bucket.ts'), 'check'],
    cwd: join(root, 'apps', 'api'),
    env: { ...settings.env, DATABASE_URL: databaseUrl, DATA_DIR: settings.dataDir },
    onOutput: (text) => (output += text),
  });
  const [, mark, text = 'cannot be looked at'] = /^(.) installation: (.*)$/m.exec(output) ?? [];
  if (mark === '✓') return good(`Object store: ${text}`);
  return bad(`Object store: ${text}`, 'See “Whose store it is” in docs/storage.md.');
}
