import { z } from 'zod';

const Security = z.looseObject({
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  seccompProfile: z.object({ type: z.string() }).optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  privileged: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  capabilities: z.object({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) }).optional(),
});

const Probe = z.looseObject({
  httpGet: z.object({ path: z.string(), port: z.union([z.string(), z.number()]) }).optional(),
  tcpSocket: z.object({ port: z.union([z.string(), z.number()]) }).optional(),
});

const Quantities = z.record(z.string(), z.union([z.string(), z.number()]));

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  env: z
    .array(z.object({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() }))
    .default([]),
  envFrom: z
    .array(
      z.object({
        configMapRef: z.object({ name: z.string() }).optional(),
        secretRef: z.object({ name: z.string() }).optional(),
      }),
    )
    .default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  lifecycle: z
    .looseObject({ preStop: z.looseObject({ sleep: z.object({ seconds: z.number() }).optional() }).optional() })
    .optional(),
  startupProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  resources: z.object({ requests: Quantities.default({}), limits: Quantities.default({}) }).optional(),
  securityContext: Security.optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});
export type Container = z.infer<typeof Container>;

const Items = z.array(z.object({ key: z.string(), path: z.string() })).optional();
const ConfigMapSource = z.object({ name: z.string(), items: Items });

const Volume = z.looseObject({
  name: z.string(),
  secret: z.looseObject({ secretName: z.string(), items: Items }).optional(),
  configMap: z.looseObject({ name: z.string(), items: Items }).optional(),
  projected: z
    .looseObject({
      sources: z.array(
        z.looseObject({
          configMap: ConfigMapSource.optional(),
          secret: z.object({ name: z.string(), items: Items }).optional(),
        }),
      ),
    })
    .optional(),
  hostPath: z.unknown().optional(),
});
export type Volume = z.infer<typeof Volume>;

const Pod = z.looseObject({
  containers: z.array(Container),
  initContainers: z.array(Container).default([]),
  volumes: z.array(Volume).default([]),
  securityContext: Security.optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().default(30),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
});
export type Pod = z.infer<typeof Pod>;

const Labels = z.record(z.string(), z.string()).default({});
const Template = z.object({ metadata: z.looseObject({ labels: Labels }).default({ labels: {} }), spec: Pod });

export const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), labels: Labels }),
  data: z.record(z.string(), z.string()).optional(),
  spec: z.looseObject({}).optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** Any object that creates pods. */
export interface Workload {
  /** `Deployment api`, for messages. */
  readonly title: string;
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: Pod;
  /** Init containers first. */
  readonly containers: readonly Container[];
}

const CronJobSpec = z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template: Template }) }) });
const WorkloadSpec = z.looseObject({ template: Template });

/** @throws ZodError for an object whose pods are invalid */
export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap(({ kind, metadata: { name }, spec }) => {
    if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind)) return [];
    const { metadata, spec: pod } =
      kind === 'CronJob' ? CronJobSpec.parse(spec).jobTemplate.spec.template : WorkloadSpec.parse(spec).template;
    const containers = [...pod.initContainers, ...pod.containers];
    return [{ title: `${kind} ${name}`, kind, name, labels: metadata.labels, pod, containers }];
  });
}

export const configMapsOf = (manifests: readonly Manifest[]): Map<string, Readonly<Record<string, string>>> =>
  new Map(
    manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata, data }) => [metadata.name, data ?? {}]),
  );
