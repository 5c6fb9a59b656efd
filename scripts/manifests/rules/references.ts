import { z } from 'zod';
import { configMapsOf, type Container, type Manifest, type Workload, workloadsOf } from '../manifest.ts';
import { Selector, selects } from '../selector.ts';

const Own = z.looseObject({ selector: Selector });
const Service = z.looseObject({
  selector: z.record(z.string(), z.string()),
  ports: z.array(
    z.looseObject({ name: z.string(), port: z.number(), targetPort: z.union([z.string(), z.number()]).optional() }),
  ),
});
const Ingress = z.looseObject({
  tls: z.array(z.object({ hosts: z.array(z.string()) })).default([]),
  rules: z.array(
    z.object({
      host: z.string(),
      http: z.object({
        paths: z.array(
          z.looseObject({
            backend: z.object({
              service: z.object({
                name: z.string(),
                port: z.object({ name: z.string().optional(), number: z.number().optional() }),
              }),
            }),
          }),
        ),
      }),
    }),
  ),
});
const Scaler = z.looseObject({ scaleTargetRef: z.object({ kind: z.string(), name: z.string() }) });
const Monitor = z.looseObject({
  selector: Selector,
  podMetricsEndpoints: z.array(z.looseObject({ port: z.string() })),
});

/** References from one manifest to another that does not exist: one sentence each. */
export function findDanglingReferences(manifests: readonly Manifest[]): string[] {
  const workloads = workloadsOf(manifests);
  return [
    ...manifests.flatMap((manifest) => referencesOf(manifest, manifests, workloads)),
    ...workloads.flatMap((workload) => [...findProbes(workload), ...findConfigMaps(workload, manifests)]),
  ];
}

function referencesOf(manifest: Manifest, all: readonly Manifest[], workloads: readonly Workload[]): string[] {
  const { kind, metadata, spec } = manifest;
  const title = `${kind} ${metadata.name}`;
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet': {
      const own = workloads.find((workload) => workload.title === title);
      return own && selects(Own.parse(spec).selector, own.labels) ? [] : [`${title} does not select its own pods`];
    }
    case 'PodDisruptionBudget':
      return podsOf(Own.parse(spec).selector, workloads).length > 0 ? [] : [`${title} selects no pods`];
    case 'Service':
      return serviceFaults(title, Service.parse(spec), workloads);
    case 'Ingress':
      return ingressFaults(title, Ingress.parse(spec), all);
    case 'HorizontalPodAutoscaler': {
      const { scaleTargetRef } = Scaler.parse(spec);
      const target = all.find((it) => it.kind === scaleTargetRef.kind && it.metadata.name === scaleTargetRef.name);
      if (!target) return [`${title} scales ${scaleTargetRef.name}, which is not there`];
      // Each roll-out would undo the autoscaler's decision.
      return target.spec?.['replicas'] === undefined ? [] : [`${title}: ${scaleTargetRef.name} says its replicas, too`];
    }
    case 'PodMonitor': {
      const { selector, podMetricsEndpoints } = Monitor.parse(spec);
      return podMetricsEndpoints.flatMap(({ port }) => portFaults(title, port, podsOf(selector, workloads)));
    }
    default:
      return [];
  }
}

const podsOf = (selector: Selector, workloads: readonly Workload[]): Workload[] =>
  workloads.filter(({ labels }) => selects(selector, labels));

function serviceFaults(title: string, { selector, ports }: z.infer<typeof Service>, workloads: readonly Workload[]) {
  const pods = podsOf({ matchLabels: selector, matchExpressions: [] }, workloads);
  return ports.flatMap(({ port, targetPort = port }) => portFaults(title, targetPort, pods));
}

/** @returns the fault, unless every one of these pods has the port */
function portFaults(title: string, port: string | number, pods: readonly Workload[]): string[] {
  if (pods.length === 0) return [`${title} selects no pods`];
  return pods
    .filter(({ pod }) => !pod.containers.some((container) => hasPort(container, port)))
    .map((pod) => `${title} leads to the port ${port}, which ${pod.title} has not`);
}

export function hasPort({ ports }: Container, port: string | number): boolean {
  return ports.some(({ name, containerPort }) => name === port || containerPort === port);
}

function ingressFaults(title: string, { rules, tls }: z.infer<typeof Ingress>, all: readonly Manifest[]): string[] {
  const encrypted = new Set(tls.flatMap(({ hosts }) => hosts));
  return rules.flatMap(({ host, http }) => [
    ...(encrypted.has(host) ? [] : [`${title} serves ${host} in clear`]),
    ...http.paths.flatMap(({ backend: { service } }) => {
      // Only the web is public; anything else would bypass its protection of browsers.
      if (service.name !== 'web') return [`${title} makes ${service.name} public`];
      const found = all.find(({ kind, metadata }) => kind === 'Service' && metadata.name === service.name);
      const { ports } = found ? Service.parse(found.spec) : { ports: [] };
      const isThere = ports.some(({ name, port }) => name === service.port.name || port === service.port.number);
      return isThere ? [] : [`${title} leads to ${service.name}, which has no such port`];
    }),
  ]);
}

function findProbes({ title, containers }: Workload): string[] {
  return containers.flatMap((container) =>
    (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((kind) => {
      const probe = container[kind];
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      return port === undefined || hasPort(container, port) ? [] : [`${title} probes ${port}, which it has not`];
    }),
  );
}

function findConfigMaps({ title, pod, containers }: Workload, manifests: readonly Manifest[]): string[] {
  const known = configMapsOf(manifests);
  const named = [
    ...containers.flatMap(({ envFrom }) => envFrom.map(({ configMapRef }) => configMapRef?.name)),
    ...pod.volumes.map(({ configMap }) => configMap?.name),
    ...pod.volumes.flatMap(({ projected }) => (projected?.sources ?? []).map(({ configMap }) => configMap?.name)),
  ];
  return named
    .filter((name) => name !== undefined && !known.has(name))
    .map((name) => `${title} needs the ConfigMap ${name}, which is not there`);
}
