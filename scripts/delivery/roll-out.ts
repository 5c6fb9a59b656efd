import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from './cluster.ts';
import { watchErrorRate } from './error-rate.ts';
import { type RenderedRelease, steps } from './release.ts';
import { DeliveryFault, RollBackFault, run } from './run.ts';

export interface RollOutOptions {
  readonly version: string;
  readonly migrationSeconds: number;
  readonly rollOutSeconds: number;
  readonly pollMs: number;
  /** Arguments of `npm run smoke` in addition to the URL. */
  readonly smoke: readonly string[];
  readonly watch?: { readonly prometheus: string; readonly minutes: number; readonly maxRatio: number };
}

type Say = (line: string) => void;

/**
 * Migrates, rolls out, and checks the result; if it does not work, every deployment is rolled back to its previous
 * version. Migrations stay: the former release runs on the newer schema (docs/releasing.md).
 * @throws DeliveryFault if the release does not work; RollBackFault if it could not be rolled back either
 */
export async function rollOut(release: RenderedRelease, options: RollOutOptions, say: Say): Promise<void> {
  const { text, namespace, deployments } = release;
  const cluster = new Cluster(namespace, { pollMs: options.pollMs });
  const former = new Map<string, string>();
  for (const name of deployments) {
    const revision = await cluster.revisionOf(name);
    if (revision !== undefined) former.set(name, revision);
  }
  await prepare(cluster, release, options, say);
  try {
    say(`… rolling out ${deployments.join(', ')}`);
    await cluster.apply(text, steps.rollOut);
    for (const name of deployments) await cluster.awaitRollOut(`deployment/${name}`, options.rollOutSeconds);
    await lookAt(release, options, say);
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    say(`✗ ${error.message}`);
    throw await rollBack(cluster, former, { ...options, deployments }, say);
  }
  say(`✓ ${options.version} runs at ${release.origin}.`);
}

/** All steps before the roll-out, while the former release still serves. @throws DeliveryFault */
async function prepare(
  cluster: Cluster,
  { text, foundations }: RenderedRelease,
  { version, migrationSeconds, rollOutSeconds }: RollOutOptions,
  say: Say,
): Promise<void> {
  try {
    say(`… ${version}: settings, networks, and what it stands on`);
    await cluster.apply(text, steps.surroundings);
    for (const what of foundations) await cluster.awaitRollOut(what, rollOutSeconds);
    say('… migrations');
    await cluster.runJob('migrate', text, steps.migration, migrationSeconds);
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    throw new DeliveryFault(`${error.message}\nNothing of ${version} was rolled out: the former release goes on.`, {
      cause: error,
    });
  }
}

async function lookAt({ origin, namespace }: RenderedRelease, options: RollOutOptions, say: Say): Promise<void> {
  await awaitResponse(origin, options);
  say(`… asking ${origin} for what visitors come for`);
  await run('npm', ['run', '--silent', 'smoke', '--', origin, ...options.smoke], { isShown: true });
  if (!options.watch) return;
  say(`… watching for ${options.watch.minutes} minutes`);
  // Prometheus itself gets new numbers every 15 s.
  await watchErrorRate({ namespace, pollMs: 5 * options.pollMs, ...options.watch }, say);
}

/** Waits until the route from outside works: a new address needs a certificate first. @throws DeliveryFault */
async function awaitResponse(origin: string, { rollOutSeconds, pollMs }: RollOutOptions): Promise<void> {
  const deadline = performance.now() + rollOutSeconds * 1000;
  for (;;) {
    const isThere = await fetch(new URL('/v1/health/ready', origin), { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > deadline)
      throw new DeliveryFault(`${origin} does not say that it is ready within ${rollOutSeconds} s.`);
    await pause(pollMs);
  }
}

/** @returns notes about the result */
async function rollBack(
  cluster: Cluster,
  former: ReadonlyMap<string, string>,
  { version, deployments, rollOutSeconds }: RollOutOptions & { deployments: readonly string[] },
  say: Say,
): Promise<DeliveryFault> {
  if (former.size === 0)
    return new DeliveryFault(`${version} does not work, and nothing ran before it: it is left for you to look at.`);
  say('… rolling back');
  const left: string[] = [];
  for (const name of deployments) {
    const revision = former.get(name);
    if (revision === undefined) continue;
    try {
      await cluster.rollBack(name, revision, rollOutSeconds);
      say(`  ${name} is back at revision ${revision}`);
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      say(`✗ ${error.message}`);
      left.push(`kubectl --namespace ${cluster.namespace} rollout undo deployment/${name} --to-revision=${revision}`);
    }
  }
  if (left.length === 0)
    return new DeliveryFault(`${version} does not work and was rolled back: the former release runs.`);
  return new RollBackFault(
    [
      `${version} DOES NOT WORK AND COULD NOT BE ROLLED BACK: THE INSTALLATION IS BETWEEN TWO RELEASES.`,
      'Somebody has to do this now, by hand, and look why it failed:',
      ...left.map((command) => `  ${command}`),
    ].join('\n'),
  );
}
