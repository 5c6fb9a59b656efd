import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { DeliveryFault, run, tryRun } from './run.ts';

const Conditions = z.object({
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) })
    .default({ conditions: [] }),
});

/** One namespace of the cluster for which kubectl is configured. */
export class Cluster {
  readonly namespace: string;
  readonly #pollMs: number;

  constructor(namespace: string, { pollMs = 2_000 }: { pollMs?: number } = {}) {
    this.namespace = namespace;
    this.#pollMs = pollMs;
  }

  /** @param selector of the objects to apply */
  async apply(manifests: string, selector: string): Promise<void> {
    await run('kubectl', ['apply', '--filename=-', `--selector=${selector}`], { input: manifests, isShown: true });
  }

  /** Runs a job again, whether or not it exists. @throws DeliveryFault with its log unless it succeeds in time */
  async runJob(name: string, manifests: string, selector: string, timeoutSeconds: number): Promise<void> {
    await this.#kubectl('delete', 'job', name, '--ignore-not-found', '--wait=true', '--timeout=120s');
    await this.apply(manifests, selector);
    const deadline = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      const { status } = Conditions.parse(JSON.parse(await this.#kubectl('get', 'job', name, '--output=json')));
      const met = status.conditions.filter((condition) => condition.status === 'True').map(({ type }) => type);
      if (met.includes('Complete')) return;
      if (met.includes('Failed')) throw new DeliveryFault(`The job ${name} failed:\n${await this.#logOf(name)}`);
      if (performance.now() > deadline)
        throw new DeliveryFault(
          `The job ${name} has not ended within ${timeoutSeconds} s:\n${await this.#logOf(name)}`,
        );
      await pause(this.#pollMs);
    }
  }

  async #logOf(job: string): Promise<string> {
    const { text } = await this.#try('logs', `job/${job}`, '--all-containers', '--tail=40');
    return text.trim();
  }

  /** The revision to roll back to; undefined if the deployment does not exist yet. */
  async revisionOf(deployment: string): Promise<string | undefined> {
    const path = String.raw`--output=jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}`;
    return (await this.#kubectl('get', 'deployment', deployment, '--ignore-not-found', path)).trim() || undefined;
  }

  /** @param what such as `deployment/api`; @throws DeliveryFault if it does not finish in time */
  async awaitRollOut(what: string, timeoutSeconds: number): Promise<void> {
    await this.#kubectl('rollout', 'status', what, `--timeout=${timeoutSeconds}s`);
  }

  async rollBack(deployment: string, revision: string, timeoutSeconds: number): Promise<void> {
    await this.#kubectl('rollout', 'undo', `deployment/${deployment}`, `--to-revision=${revision}`);
    await this.awaitRollOut(`deployment/${deployment}`, timeoutSeconds);
  }

  async hasSecret(name: string): Promise<boolean> {
    return (await this.#kubectl('get', 'secret', name, '--ignore-not-found', '--output=name')).trim() !== '';
  }

  /** @param folder whose files are named like the secret's keys */
  async createSecret(name: string, folder: string): Promise<void> {
    await this.#kubectl('create', 'secret', 'generic', name, `--from-file=${folder}`);
  }

  #kubectl(...args: string[]): Promise<string> {
    return run('kubectl', ['--namespace', this.namespace, ...args]);
  }

  #try(...args: string[]) {
    return tryRun('kubectl', ['--namespace', this.namespace, ...args]);
  }
}

/** Makes kubectl use the cluster in `KUBE_CONFIG`, a secret of the workflow; without it, the one configured on this machine. */
export function chooseCluster(): void {
  const text = process.env['KUBE_CONFIG'];
  if (!text) return;
  const folder = mkdtempSync(join(tmpdir(), 'kube-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'config');
  writeFileSync(path, text, { mode: 0o600 });
  process.env['KUBECONFIG'] = path;
  delete process.env['KUBE_CONFIG'];
}
