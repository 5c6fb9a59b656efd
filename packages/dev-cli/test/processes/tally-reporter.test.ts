import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatTally, parseTally } from '../../src/process/tally-reporter.ts';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs Vitest on one test file with the tally reporter and returns what it printed and how it ended. */
function runTests(source: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(import.meta.dirname, '../.tally-'));
  folders.push(folder);
  writeFileSync(join(folder, 'sample.test.ts'), `import { expect, it } from 'vitest';\n${source}`);
  const reporter = JSON.stringify(join(import.meta.dirname, '../../src/process/tally-reporter.ts'));
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { TallyReporter } from ${reporter};
     export default { test: { root: ${JSON.stringify(folder)}, include: ['*.test.ts'], reporters: ['default', new TallyReporter()] } };`,
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', join(folder, 'vitest.config.ts')],
    {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    },
  );
  return { lastLine: stdout.trimEnd().split('\n').at(-1), status, tally: parseTally(stdout) };
}

describe('the tally of a test run', () => {
  it('ends the output alone on its line and counts each outcome', () => {
    const run = runTests(`it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {}); it.todo('d');`);
    expect(run.lastLine).toBe('1 passed, 1 failed, 2 skipped');
    expect(run.status).toBe(1);
  });

  it('writes the duration of each file, so that the slowest can be repeated', () => {
    const report = join(mkdtempSync(join(tmpdir(), 'pixelboxx-costs-')), 'files.json');
    folders.push(dirname(report));
    runTests(`it('a', () => {});`, { TEST_FILES_REPORT: report });
    const costs: unknown = JSON.parse(readFileSync(report, 'utf8'));
    expect(costs).toHaveLength(1);
    expect(JSON.stringify(costs)).toMatch(/^\[\{"file":"[^"]*sample\.test\.ts","ms":\d+(\.\d+)?\}\]$/);
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const run = runTests(`throw new Error('cannot load');`);
    expect(run.tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(run.status).toBe(1);
  });

  it('can be parsed again, from the last line of several', () => {
    const output = `1 passed, 0 failed, 0 skipped\nnoise\n${formatTally({ passed: 7, failed: 2, skipped: 3 })}\n`;
    expect(parseTally(output)).toEqual({ passed: 7, failed: 2, skipped: 3 });
    expect(parseTally('nothing here')).toBeUndefined();
  });
});
