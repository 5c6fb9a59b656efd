import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { root } from '../root.ts';

const path = 'deploy/components/monitoring/prometheus-rule.yaml';
const Groups = z.object({ groups: z.array(z.unknown()) });

/** The rules of `observability/rules` for the Prometheus Operator: Kustomize cannot put a file into a field. */
function makeRule(): object {
  const groups = globSync('observability/rules/*.yml', { cwd: root })
    .toSorted()
    .flatMap((file) => Groups.parse(parse(readFileSync(join(root, file), 'utf8'))).groups);
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'pixelboxx', labels: { 'app.kubernetes.io/part-of': 'pixelboxx' } },
    spec: { groups },
  };
}

export function findOldRules(): string[] {
  const isSame = isDeepStrictEqual(parse(readFileSync(join(root, path), 'utf8')), makeRule());
  return isSame ? [] : [`${path} is not what observability/rules say: run \`node scripts/manifests.ts --write\``];
}

export function writeRules(): void {
  const head = '# Made of observability/rules by `node scripts/manifests.ts --write`.\n';
  writeFileSync(join(root, path), head + stringify(makeRule(), { lineWidth: 0, singleQuote: true }));
}
