import { describe, expect, it } from 'vitest';
import { findWorkflowFaults } from '../../workflows/rules.ts';

const commit = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const workflow = (step: string, head = 'permissions: { contents: read }', job = 'timeout-minutes: 5') =>
  `${head}\njobs:\n  part:\n    ${job}\n    steps:\n      - ${step}\n`;

describe('a workflow', () => {
  it.each(['run: .ci/run "$PART"', 'run: npm run fuzz -- --requests 200000', `uses: actions/checkout@${commit}`])(
    'is accepted with: %s',
    (step) => expect(findWorkflowFaults(workflow(step))).toEqual([]),
  );

  it.each([
    ['run: npm ci && npm test', 'has logic of its own: npm ci && npm test'],
    ['run: |\n          .ci/run test\n          rm -rf x', 'has logic of its own: .ci/run test'],
    [
      'run: .ci/run ${{ github.event.pull_request.title }}',
      'lets GitHub write a part of a command, which env is for: .ci/run ${{ github.event.pull_request.title }}',
    ],
    ['uses: actions/checkout@v6', 'uses actions/checkout@v6, which is no commit'],
  ])('is refused with: %s', (step, fault) => expect(findWorkflowFaults(workflow(step))).toEqual([fault]));

  it('states the permissions of its token and its timeout', () => {
    const step = 'run: .ci/run test';
    expect(findWorkflowFaults(workflow(step, 'name: ci'))).toEqual([expect.stringContaining('permissions')]);
    expect(findWorkflowFaults(workflow(step, undefined, 'name: part'))).toEqual(['lets part run for six hours']);
  });
});
