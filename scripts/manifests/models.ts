import { PodMonitor, PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { CronJob, Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import {
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  ResourceQuota,
  Service,
  ServiceAccount,
} from 'kubernetes-models/v1';
import type { Manifest } from './manifest.ts';

interface ModelClass {
  readonly apiVersion: string;
  readonly kind: string;
  new (data: never): { validate(): void };
}

/** What an installation is made of. Another kind is a decision: it needs a line here, and a look at what it may do. */
const models: readonly ModelClass[] = [
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  ResourceQuota,
  Service,
  StatefulSet,
];

/** Who may do what in the cluster is no part of an overlay: whoever rolls out could give themselves more. */
export const accessModels: readonly ModelClass[] = [ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount];

/** What the schemas of Kubernetes and the Prometheus Operator say of each. They let fields pass that they do not know. */
export function findInvalid(manifests: readonly Manifest[], known: readonly ModelClass[] = models): string[] {
  return manifests.flatMap((manifest) => {
    const title = `${manifest.kind} ${manifest.metadata.name}`;
    const model = known.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind);
    if (!model) return [`${title}: ${manifest.apiVersion} ${manifest.kind} is not known here`];
    try {
      new model(manifest as never).validate();
      return [];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [`${title}: ${error.message}`];
    }
  });
}
