import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../src/environment/root.ts';
import { runNode, temporaryFolder } from '../support/processes.ts';

const run = join(import.meta.dirname, '../../src/run.ts');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const names = Object.keys(scripts);
const usages = new Map(
  await Promise.all(
    names.map(
      async (name) => [name, (await promisify(execFile)(process.execPath, [run, name, '--help'])).stdout] as const,
    ),
  ),
);
const usageOf = (name: string): string => usages.get(name) ?? '';
const flagsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);

describe('npm run … -- --help', () => {
  it.each(names)('%s: prints its usage, and does nothing else', (name) => {
    expect(usageOf(name)).toMatch(new RegExp(`^Usage: npm (run )?${name}\\b`));
  });
});

describe('an unknown argument of a command', () => {
  it.each([
    ['fuzz --only walls', 'There is no tier `walls`. There are: api, web,'],
    ['fuzz --seed x', '--seed takes a whole number, not x.'],
    ['faults --only Mars', 'There is no `Mars`. There are: Postgres,'],
    ['faults --seed -1', "Option '--seed"],
    ['faults replicas --rate 0', '--rate takes a whole number of at least 1, not 0.'],
    ['faults replicas --only Redis', "Unknown option '--only'"],
    ['bench --rounds none', '--rounds takes a whole number of at least 1, not none.'],
    ['bench --fast', "Unknown option '--fast'"],
    ['db migrate', 'There is no command `migrate`.'],
    ['db', 'Name a command.'],
    ['db backup', 'Something is missing after `backup`.'],
    ['db seed twice', '`seed` does not take `twice`.'],
    ['db seed --rows 5', '`seed` has no --rows.'],
    ['db apply --wait long', '--wait takes a number of seconds, not `long`.'],
    ['storage look', 'There is no command `look`.'],
    ['storage check --public-read', '`check` has no --public-read.'],
    ['new page notes', 'There is no `page` to write.'],
    ['new feature Notes', 'A feature is named in kebab-case,'],
    ['smoke nowhere', '`nowhere` is no address such as'],
    ['smoke http://127.0.0.1:1 --mail me', '--mail takes a mailbox such as'],
    ['check --only nothing', 'There is no step nothing.'],
    ['doctor all', "Unexpected argument 'all'."],
  ])('%s: is reported with the usage and exit code 2, before anything is built', async (line, sentence) => {
    const { status, output } = await runNode([run, ...line.split(' ')], { DATA_DIR: temporaryFolder() });
    expect(output.trimStart().startsWith(sentence), output).toBe(true);
    expect(output.trimEnd().endsWith(usageOf(line.split(' ')[0] ?? '').trimEnd())).toBe(true);
    expect(status).toBe(2);
  });
});

describe('documents', () => {
  const documents = globSync(
    ['*.md', 'docs/**/*.md', '{packages,apps,scripts}/*/README.md', '{docker,deploy}/**/*.md'],
    {
      cwd: root,
      exclude: (path) => path === 'node_modules',
    },
  );

  it('name only existing commands and flags', () => {
    const wrong = documents.flatMap((path) =>
      [...read(path).matchAll(/npm (?:run )?(start|test|(?<=run )[a-z][\w-]*)((?: [^`\n#|]*)?)/g)].flatMap(
        ([, name = '', rest = '']) => {
          if (!names.includes(name)) return [`${path}: npm run ${name}`];
          const word = /^ -- ([a-z][a-z-]+)/.exec(rest)?.[1];
          if (word && ['db', 'storage'].includes(name) && !new RegExp(`^  ${word}\\b`, 'm').test(usageOf(name)))
            return [`${path}: npm run ${name} -- ${word}`];
          // What else these two take is for Vitest and Playwright.
          if (['test', 'e2e'].includes(name)) return [];
          const unknown = flagsIn(rest).filter((flag) => !flagsIn(usageOf(name)).includes(flag));
          return unknown.map((flag) => `${path}: npm run ${name} -- ${flag}`);
        },
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('list every command in the README', () => {
    const rows = read('README.md')
      .split('\n')
      .filter((line) => /^\| `npm/.test(line));
    expect(names.filter((name) => !rows.some((row) => new RegExp(`^\\| \`npm (run )?${name}\\b`).test(row)))).toEqual(
      [],
    );
  });

  it('list every command of the database in the README', () => {
    const commands = [...usageOf('db').matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
    const [, listed = ''] = /`npm run db -- ([^`]+)`/.exec(read('README.md')) ?? [];
    expect(listed.split(/\\?\|/).sort()).toEqual(commands.filter((name) => name !== 'check-safety').sort());
  });

  it.each([
    ['fuzz', '## Fuzz'],
    ['faults', '## Faults'],
  ])('have exactly the flags of npm run %s in a table', (name, heading) => {
    const [, section = ''] = read('docs/testing.md').split(`${heading}\n`);
    const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `--'));
    const [usage = ''] = usageOf(name).split('-- replicas');
    expect(rows.flatMap((row) => flagsIn(row.split(' | ')[0] ?? '')).sort()).toEqual(flagsIn(usage).sort());
  });
});
