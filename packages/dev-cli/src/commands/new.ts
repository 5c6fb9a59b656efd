import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CliError, UsageError } from '../cli-error.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment } from '../environment/settings.ts';
import { FeatureFiles } from '../feature/feature-files.ts';
import { featureNameOf, type FeatureName } from '../feature/feature-name.ts';
import { Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';

export const usage = `Usage: npm run new -- feature <name> [--no-web]
  <name>     the plural of what it holds, in kebab-case, such as notes
  --no-web   without its page`;

/** `npm run new -- feature notes`: generates a small but complete feature, as docs/guides/feature.md describes. All or nothing. */
export async function run(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'no-web': { type: 'boolean', default: false } },
  });
  const [kind, given, ...rest] = positionals;
  if (kind !== 'feature' || given === undefined || rest.length > 0)
    throw new UsageError(
      kind === undefined || kind === 'feature' ? 'Name the feature, once.' : `There is no \`${kind}\` to write.`,
    );
  const name = featureNameOf(given);
  const files = new FeatureFiles(root, name);
  const supervisor = new Supervisor();
  try {
    files.write({ web: !values['no-web'] });
    await writeMigration(supervisor, files, name);
    const formatted = files.written.filter((path) => /\.tsx?$/.test(path));
    await runProgram(supervisor, [join(root, 'node_modules/prettier/bin/prettier.cjs'), '--write', ...formatted]);
    files.plugIn();
    await runTurbo(supervisor, loadEnvironment(), 'generate', 'Generating code');
  } catch (error) {
    files.undo();
    throw error;
  } finally {
    await supervisor.stopAll();
  }
  report(name, files);
  return 0;
}

/** Uses the api's own command, which needs no database; the migration is the folder's new file. */
async function writeMigration(supervisor: Supervisor, files: FeatureFiles, { snake }: FeatureName): Promise<void> {
  const folder = join(root, 'apps/api/prisma/migrations');
  const before = new Set(readdirSync(folder));
  try {
    await runProgram(supervisor, [join(root, 'apps/api/prisma/cli.ts'), 'new', `add_${snake}`]);
  } finally {
    for (const added of readdirSync(folder).filter((entry) => !before.has(entry))) {
      const script = join(folder, added, 'migration.sql');
      if (existsSync(script)) files.adopt(script);
    }
  }
}

/** @throws CliError with the program's output */
async function runProgram(supervisor: Supervisor, args: string[]): Promise<void> {
  let output = '';
  const env = { ...loadEnvironment(), DATABASE_URL: undefined };
  const status = await supervisor.run({
    name: 'new',
    args: ['--disable-warning=ExperimentalWarning', ...args],
    cwd: root,
    env,
    onOutput: (text) => (output += text),
  });
  if (status !== 0) throw new CliError(`${output.trimEnd()}\nNothing was written.`);
}

function report({ kebab }: FeatureName, { written }: FeatureFiles): void {
  const next = [
    ['read it all, the migration first', 'docs/guides/feature.md says what each file is'],
    ['npx node apps/api/openapi.ts', 'writes the OpenAPI document anew'],
    [`npm test -- ${kebab}`, 'runs its tests'],
    ['npm run dev', 'shows it'],
  ] as const;
  const width = Math.max(...next.map(([what]) => what.length)) + 3;
  const lines = next.map(([what, why]) => `  ${what.padEnd(width)}${why}`);
  console.log(`\n${written.toSorted().join('\n')}\n
And one line in apps/api/src/features.ts. Next:
${lines.join('\n')}`);
}
