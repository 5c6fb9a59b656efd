import { parse } from 'yaml';
import { z } from 'zod';

const Step = z.object({ run: z.string().optional(), uses: z.string().optional() });
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), z.object({ steps: z.array(Step).default([]), 'timeout-minutes': z.number().optional() })),
});

/** A commit, which cannot be moved (GitHub, "Security hardening for GitHub Actions"). */
const pinned = /^[\w./-]+@[0-9a-f]{40}$/;
/** One command of the repository, with arguments. */
const ownCommand = /^(?:(?:\.ci|scripts|deploy)\/[\w./-]+|npm run [\w:-]+)(?: .*)?$/;

/** Rules of this repository for workflows, in addition to validity: one sentence each. */
export function findWorkflowFaults(text: string): string[] {
  const { permissions, jobs } = Workflow.parse(parse(text));
  const faults: string[] = [];
  if (!permissions) faults.push('says nothing of its permissions: every token could write');
  for (const [name, job] of Object.entries(jobs)) {
    if (job['timeout-minutes'] === undefined) faults.push(`lets ${name} run for six hours`);
    for (const { run, uses } of job.steps) {
      if (uses !== undefined && !pinned.test(uses)) faults.push(`uses ${uses}, which is no commit`);
      if (run !== undefined && !ownCommand.test(run.trim()))
        faults.push(`has logic of its own: ${run.trim().split('\n', 1)[0]}`);
      // A shell would execute the inserted text, whoever wrote it: a title, a branch name.
      if (run?.includes('${{')) faults.push(`lets GitHub write a part of a command, which env is for: ${run.trim()}`);
    }
  }
  return faults;
}
