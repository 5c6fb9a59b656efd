import { z } from 'zod';
import { type Manifest, type Workload, workloadsOf } from '../manifest.ts';
import { Selector, selects } from '../selector.ts';
import { hasPort } from './references.ts';

const Peer = z.object({
  podSelector: Selector.optional(),
  namespaceSelector: Selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
const Port = z.object({ protocol: z.enum(['TCP', 'UDP']), port: z.number() });
const Policy = z.object({
  podSelector: Selector,
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  ingress: z.array(z.object({ from: z.array(Peer).min(1), ports: z.array(Port).min(1) })).default([]),
  egress: z.array(z.object({ to: z.array(Peer).optional(), ports: z.array(Port).min(1) })).default([]),
});
type Policy = z.infer<typeof Policy>;

/** Which workloads connect to each other, by design. Anything else that a policy allows is a fault, and so is a missing connection. */
const flows: readonly (readonly [from: string, to: string])[] = [
  ['web', 'api'],
  ['api', 'ai-service'],
  ['api', 'pgbouncer'],
  ['api', 'valkey'],
  ['api', 'nats'],
  ['api', 'postgres'],
  ['migrate', 'postgres'],
];

/** Whether the policies deny by default, and allow both ends of each connection and no others between pods. */
export function findNetworkFaults(manifests: readonly Manifest[]): string[] {
  const workloads = workloadsOf(manifests);
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ metadata, spec }) => ({ title: `NetworkPolicy ${metadata.name}`, policy: Policy.parse(spec) }));
  const faults = policies.flatMap(({ title, policy }) => portFaults(title, policy, workloads));
  if (!policies.some(({ policy }) => deniesAll(policy))) faults.push('No NetworkPolicy denies what none allows');
  const rules = policies.map(({ policy }) => policy);
  for (const from of workloads) {
    for (const to of workloads) {
      const name = `${from.name} → ${to.name}`;
      const [leaves, enters] = [mayLeave(rules, from, to), mayEnter(rules, from, to)];
      const isFlow = flows.some(([one, other]) => one === from.name && other === to.name);
      if (isFlow && !leaves) faults.push(`${name} is not let out`);
      if (isFlow && !enters) faults.push(`${name} is not let in`);
      if (!isFlow && leaves && enters) faults.push(`${name} is let through, and nobody needs it`);
    }
  }
  return faults;
}

const deniesAll = ({ podSelector, policyTypes, ingress, egress }: Policy): boolean =>
  Object.keys(podSelector.matchLabels).length + podSelector.matchExpressions.length === 0 &&
  policyTypes.length === 2 &&
  ingress.length + egress.length === 0;

/** Only pod selectors count; rules with addresses or without peers concern the outside. */
function mayLeave(policies: readonly Policy[], from: Workload, to: Workload): boolean {
  return policies.some(
    ({ podSelector, egress }) =>
      selects(podSelector, from.labels) &&
      egress.some(({ to: peers = [] }) =>
        peers.some((peer) => peer.podSelector && selects(peer.podSelector, to.labels)),
      ),
  );
}

function mayEnter(policies: readonly Policy[], from: Workload, to: Workload): boolean {
  return policies.some(
    ({ podSelector, ingress }) =>
      selects(podSelector, to.labels) &&
      ingress.some(({ from: peers }) =>
        peers.some((peer) => peer.podSelector && !peer.namespaceSelector && selects(peer.podSelector, from.labels)),
      ),
  );
}

/** Policies for pods that no manifest creates: those of cert-manager. */
const isOfOthers = ({ podSelector }: Policy): boolean =>
  'acme.cert-manager.io/http01-solver' in podSelector.matchLabels;

/** Policies must use port numbers: not every network supports port names for outgoing connections. */
function portFaults(title: string, policy: Policy, workloads: readonly Workload[]): string[] {
  if (isOfOthers(policy)) return [];
  const { podSelector, ingress, egress } = policy;
  const own = workloads.filter(({ labels }) => selects(podSelector, labels));
  if (own.length === 0) return [`${title} is about no pods`];
  const closed = (pods: readonly Workload[], ports: readonly z.infer<typeof Port>[]) =>
    pods.flatMap((workload) =>
      ports
        .filter(({ port }) => !workload.pod.containers.some((container) => hasPort(container, port)))
        .map(({ port }) => `${title} opens the port ${port}, which ${workload.title} has not`),
    );
  return [
    ...ingress.flatMap(({ ports }) => closed(own, ports)),
    ...egress.flatMap(({ to = [], ports }) =>
      to.flatMap(({ podSelector: peer }) => {
        if (!peer) return [];
        const pods = workloads.filter(({ labels }) => selects(peer, labels));
        return pods.length > 0 ? closed(pods, ports) : [`${title} leads to no pods`];
      }),
    ),
  ];
}
