import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../root.ts';
import { targetOf } from '../images.ts';
import { configMapsOf, type Manifest, workloadsOf } from '../manifest.ts';

/** Where each service defines how long it can take to end, in milliseconds. */
const limits: Readonly<Record<string, { path: string; pattern: RegExp; times: number }>> = {
  api: { path: 'apps/api/src/shutdown.ts', pattern: /^const closeDeadlineMs = ([\d_]+);$/m, times: 1 },
  web: { path: 'apps/web/src/server/shutdown.ts', pattern: /^const shutdownLimitMs = ([\d_]+);$/m, times: 1 },
  // The same time again for what its timer cuts off.
  'ai-service': { path: 'apps/ai-service/src/main.ts', pattern: /^const drainMs = ([\d_]+);$/m, times: 2 },
};

/** A pod still gets requests until every proxy knows that it is ending: endpoints are updated one after the other. */
const minimumDrainSeconds = 5;

/** How long after SIGTERM each service has ended, in seconds. @throws Error if its source no longer says so */
export function readShutdownSeconds(): Map<string, number> {
  return new Map(
    Object.entries(limits).map(([target, { path, pattern, times }]) => {
      const [, text] = pattern.exec(readFileSync(join(root, path), 'utf8')) ?? [];
      if (text === undefined) throw new Error(`${path} does not say how long ${target} takes to end: mend ${pattern}`);
      return [target, (Number(text.replaceAll('_', '')) * times) / 1000];
    }),
  );
}

/** Pods that are killed before they have ended, or end while they still get requests. */
export function findHastyEnds(manifests: readonly Manifest[], shutdownSeconds = readShutdownSeconds()): string[] {
  const configMaps = configMapsOf(manifests);
  return workloadsOf(manifests).flatMap(({ title, kind, pod }) =>
    pod.containers.flatMap(({ image, envFrom, lifecycle }) => {
      const own = shutdownSeconds.get(targetOf(image) ?? '');
      if (kind !== 'Deployment' || own === undefined) return [];
      const settings = envFrom.map(({ configMapRef }) => configMaps.get(configMapRef?.name ?? '') ?? {});
      const drainMs = Math.max(0, ...settings.map((map) => Number(map['SHUTDOWN_DRAIN_MS'] ?? 0)));
      const drain = drainMs / 1000 + (lifecycle?.preStop?.sleep?.seconds ?? 0);
      const grace = pod.terminationGracePeriodSeconds;
      return [
        ...(drain < minimumDrainSeconds
          ? [`${title} ends ${drain} s after it was told to, and is sent requests longer`]
          : []),
        ...(drain + own >= grace ? [`${title} may take ${drain + own} s to end, and is killed after ${grace} s`] : []),
      ];
    }),
  );
}
