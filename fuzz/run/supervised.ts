import { join } from 'node:path';
import {
  findLeftovers,
  type Handles,
  handlesOf,
  isLively,
  livenessOf,
  portsTowards,
  temporaryFiles,
  type Traces,
} from './aftermath.ts';
import type { Service } from './services.ts';
import type { Stage } from './stage.ts';
import type { Findings } from './tally.ts';

/**
 * Runs a tier and checks what is left of it: open connections, open and temporary files, a process that no longer responds
 * quickly. All of it counts as faults of the tier.
 */
export async function supervised(
  name: string,
  { stage, seed, findings }: { stage: Stage; seed: number; findings: Findings },
  services: readonly Service[],
  run: () => Promise<number>,
): Promise<number> {
  stage.close();
  const before = new Map(services.map((service) => [service, measure(stage, service)]));
  const sent = await run();
  await stage.users.settled();
  stage.close();
  for (const service of services) {
    const operation = `${service.name} afterwards`;
    findings.tried(name, operation);
    const first = before.get(service) ?? measure(stage, service);
    const left = await findLeftovers(() => measure(stage, service), first);
    const milliseconds = await livenessOf(service);
    if (!isLively(milliseconds)) left.push(`liveness takes ${Math.round(milliseconds)} ms`);
    for (const kind of left) findings.add({ tier: name, operation, kind, detail: kind, seed, at: -1, example: '' });
  }
  return sent;
}

function measure(stage: Stage, service: Service): Traces {
  return { ...handles(stage, service), temporaryFiles: temporaryFiles(foldersOf(stage, service)) };
}

/** Where the service keeps files during a request: its own `TMPDIR`, and for the api also the files it receives. */
function foldersOf({ api, environment: { dataDir } }: Stage, service: Service): string[] {
  const own = join(dataDir, 'tmp', service.name);
  return service === api ? [own, join(dataDir, 'incoming')] : [own];
}

function handles(stage: Stage, service: Service): Handles {
  const { api, web, ai, services } = stage;
  const pid = services.pidOf(service.name);
  if (service === api) return handlesOf(pid, api.port, portsTowards(services.pidOf('web'), api.port));
  if (service === ai) return handlesOf(pid, ai.port, portsTowards(services.pidOf('api'), ai.port));
  return handlesOf(pid, web.port, new Set());
}
