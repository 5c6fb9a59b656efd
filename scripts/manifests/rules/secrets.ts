import { type Container, type Manifest, type Pod, type Workload, workloadsOf } from '../manifest.ts';

const secretNames =
  /SECRET|PASSWORD|TOKEN|PRIVATE_KEY|ACCESS_KEY|ENCRYPTION_KEY|DATABASE_URL|REDIS_URL|NATS_URL|SMTP_URL/;
const credentials = /\w+:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** The cluster secrets, with their keys, that pods need: whoever sets up an installation must create exactly these. */
export function secretsNeeded(manifests: readonly Manifest[]): Map<string, Set<string>> {
  const needed = new Map<string, Set<string>>();
  for (const { pod } of workloadsOf(manifests)) {
    for (const { name, items } of secretSources(pod)) {
      const keys = needed.get(name) ?? new Set();
      for (const { key } of items) keys.add(key);
      needed.set(name, keys);
    }
  }
  return needed;
}

interface SecretSource {
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

function secretSources({ volumes }: Pod): SecretSource[] {
  return volumes.flatMap(({ secret, projected }) => [
    ...(secret ? [{ name: secret.secretName, items: secret.items ?? [] }] : []),
    ...(projected?.sources ?? []).flatMap(({ secret: source }) =>
      source ? [{ name: source.name, items: source.items ?? [] }] : [],
    ),
  ]);
}

/** Secrets in a manifest, or passed to a container in another way than as a file that it asked for. */
export function findExposedSecrets(manifests: readonly Manifest[]): string[] {
  const faults: string[] = [];
  for (const { kind, metadata, data = {} } of manifests) {
    // Sealed or not, secrets do not belong in the manifests.
    if (kind === 'Secret') faults.push(`Secret ${metadata.name} stands in the manifests`);
    for (const [name, value] of Object.entries(data)) {
      if (secretNames.test(name) || credentials.test(value)) faults.push(`ConfigMap ${metadata.name} holds ${name}`);
    }
  }
  return [...faults, ...workloadsOf(manifests).flatMap(workloadFaults)];
}

function workloadFaults(workload: Workload): string[] {
  const { title, pod, containers } = workload;
  const whole = pod.volumes
    .filter(({ secret, projected }) =>
      secret ? !secret.items : (projected?.sources ?? []).some(({ secret: source }) => source && !source.items),
    )
    .map(({ name }) => `${title} is given all of the secret in ${name}: name the items`);
  return [...whole, ...containers.flatMap((container) => containerFaults(workload, container))];
}

function containerFaults({ title, pod }: Workload, container: Container): string[] {
  const faults: string[] = [];
  for (const { secretRef } of container.envFrom) {
    if (secretRef) faults.push(`${title} is given ${secretRef.name} as variables, which more can read than files`);
  }
  for (const { name, value = '', valueFrom } of container.env) {
    if (valueFrom !== undefined) faults.push(`${title} is given ${name} as a variable: mount it, and set ${name}_FILE`);
    else if (name.endsWith('_FILE')) {
      if (!isMounted(pod, container, value)) faults.push(`${title}: ${name} is ${value}, where no secret is mounted`);
    } else if (secretNames.test(name) || credentials.test(value)) faults.push(`${title} says ${name} openly`);
  }
  if (container.command.some((argument) => credentials.test(argument))) faults.push(`${title} says it in its command`);
  return faults;
}

function isMounted({ volumes }: Pod, { volumeMounts }: Container, path: string): boolean {
  return volumeMounts.some(({ name, mountPath }) => {
    const volume = volumes.find((found) => found.name === name);
    return volume?.secret?.items?.some((item) => `${mountPath}/${item.path}` === path) ?? false;
  });
}
