import { type Container, type Manifest, type Pod, workloadsOf } from '../manifest.ts';

/**
 * Checks that every pod meets the Pod Security Standard "restricted" (kubernetes.io), with a read-only file system, no
 * token for the cluster, and limits on its resources.
 */
export function findUnrestricted(manifests: readonly Manifest[]): string[] {
  return workloadsOf(manifests).flatMap(({ title, pod, containers }) =>
    [...podFaults(pod), ...containers.flatMap(containerFaults)].map((fault) => `${title}: ${fault}`),
  );
}

function podFaults(pod: Pod): string[] {
  const { securityContext = {} } = pod;
  const faults: string[] = [];
  if (securityContext.runAsNonRoot !== true || !securityContext.runAsUser) faults.push('may run as root');
  if (securityContext.seccompProfile?.type !== 'RuntimeDefault')
    faults.push('may make any system call (seccompProfile)');
  if (pod.automountServiceAccountToken !== false) faults.push('is given a token for the cluster');
  // A service named `api` would set API_PORT to an address.
  if (pod.enableServiceLinks !== false) faults.push('is given variables of services, which are taken for settings');
  if (pod.hostNetwork || pod.hostPID || pod.hostIPC) faults.push('shares what belongs to the machine');
  for (const { name, hostPath } of pod.volumes) {
    if (hostPath !== undefined) faults.push(`mounts a folder of the machine (${name})`);
  }
  return faults;
}

function containerFaults({ name, securityContext = {}, resources, volumeMounts }: Container): string[] {
  const faults: string[] = [];
  if (securityContext.allowPrivilegeEscalation !== false || securityContext.privileged)
    faults.push('may gain privileges');
  if (securityContext.readOnlyRootFilesystem !== true) faults.push('can write to its own file system');
  const { drop = [], add = [] } = securityContext.capabilities ?? {};
  if (!drop.includes('ALL') || add.length > 0) faults.push('keeps capabilities');
  if (securityContext.runAsUser === 0 || securityContext.runAsNonRoot === false) faults.push('may run as root');
  for (const what of ['cpu', 'memory']) {
    if (resources?.requests[what] === undefined) faults.push(`asks for no ${what}`);
    if (resources?.limits[what] === undefined) faults.push(`may use any ${what}`);
  }
  for (const { mountPath, readOnly } of volumeMounts) {
    if (mountPath.startsWith('/run/secrets') && readOnly !== true) faults.push(`can write to ${mountPath}`);
  }
  return faults.map((fault) => `${name} ${fault}`);
}
