import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../src/environment/root.ts';
import { runNode, temporaryFolder } from '../support/processes.ts';

const sources = join(import.meta.dirname, '../../src');
const run = join(sources, 'run.ts');

describe('the programs that the commands run', () => {
  it('all exist in the repository', () => {
    const text = globSync('**/*.ts', { cwd: sources }).map((path) => readFileSync(join(sources, path), 'utf8'));
    const named = [...text.join('\n').matchAll(/join\(root, ('[^)]*?\.(?:ts|mjs|json)')\)/g)].map(([, parts = '']) =>
      parts.split(', ').map((part) => part.slice(1, -1)),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.map((parts) => parts.join('/')).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('include the tool for the object store, which says that the disk store needs no bucket', async () => {
    const { status, output } = await runNode([run, 'storage', 'check'], { DATA_DIR: temporaryFolder() });
    expect(output).toContain('there is no bucket to set up');
    expect(status).toBe(0);
  });

  it('report where the database is available, and what to do if it is not', async () => {
    const DATA_DIR = temporaryFolder();
    const url = 'postgresql://somebody@127.0.0.1:1/none';
    expect(await runNode([run, 'db', 'url'], { DATA_DIR, DATABASE_URL: url })).toMatchObject({
      status: 0,
      output: `${url}\n`,
    });
    const { status, output } = await runNode([run, 'db', 'url'], { DATA_DIR, DATABASE_URL: undefined });
    expect(output).toContain('Start the product first: npm run dev');
    expect(status).toBe(1);
  });

  it('include the tool for keys, which names missing settings without a stack trace', async () => {
    const { status, output } = await runNode([join(root, 'apps/api/prisma/cli.ts'), 'keys'], {
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
      DATA_ENCRYPTION_KEY: undefined,
    });
    expect(status).toBe(1);
    expect(output).toContain('DATA_ENCRYPTION_KEY is required');
    expect(output).not.toMatch(/^\s+at /m);
  });
});
