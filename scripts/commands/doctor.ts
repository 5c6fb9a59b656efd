import { join } from 'node:path';
import { examineDependencies } from '../doctor/dependencies.ts';
import { bad, good, type Finding } from '../doctor/finding.ts';
import { examineConfiguration, examineDisk, examinePorts, examineVersions } from '../doctor/machine.ts';
import { findRunningPostgres } from '../embedded/postgres.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment, resolveSettings, type Settings } from '../environment/settings.ts';
import { Supervisor } from '../process/supervisor.ts';
import { embeddedDataDir } from '../stack/database.ts';

/** `npm run doctor`: what is configured, and what is wrong with it. */
export async function doctor(): Promise<number> {
  const settings = resolveSettings(loadEnvironment());
  const dependencies = await examineDependencies(settings);
  const findings = [
    examineVersions(),
    ...examineConfiguration(settings),
    ...(await examinePorts(settings)),
    ...dependencies,
    await examineSchema(settings),
    await examineStore(settings),
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

/** Compares the reachable database with the migrations; one that does not run yet is migrated when it starts. */
async function examineSchema(settings: Settings): Promise<Finding> {
  const databaseUrl = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  if (databaseUrl === undefined) return good('Schema: brought up to date at the next start');
  const supervisor = new Supervisor();
  let output = '';
  const status = await supervisor.run({
    name: 'schema',
    args: [join(root, 'apps', 'api', 'prisma', 'cli.ts'), 'check', '--wait', '5'],
    cwd: join(root, 'apps', 'api'),
    env: { ...settings.env, DATABASE_URL: databaseUrl },
    onOutput: (text) => (output += text),
  });
  if (status === 0) return good('Schema: current');
  return bad(`Schema: ${output.trim()}`, 'Bring it up to date: npm run db -- apply');
}

/** Whether the object store belongs to the database; `npm run storage -- check` knows. */
async function examineStore(settings: Settings): Promise<Finding> {
  const databaseUrl = settings.env['DATABASE_URL'] ?? (await findRunningPostgres(embeddedDataDir(settings)));
  if (databaseUrl === undefined) return good('Object store: looked at while the database runs');
  const supervisor = new Supervisor();
  let output = '';
  await supervisor.run({
    name: 'storage',
    args: [join(root, 'apps', 'api', 'src', 'storage.ts'), 'check'],
    cwd: join(root, 'apps', 'api'),
    env: { ...settings.env, DATABASE_URL: databaseUrl, DATA_DIR: settings.dataDir },
    onOutput: (text) => (output += text),
  });
  const [, mark, text = 'cannot be looked at'] = /^(.) installation: (.*)$/m.exec(output) ?? [];
  if (mark === '✓') return good(`Object store: ${text}`);
  return bad(`Object store: ${text}`, 'See “Whose store it is” in docs/storage.md.');
}
