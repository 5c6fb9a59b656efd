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

/** The kinds of objects in an installation. Adding a kind is a decision: add it here, and check what it can do. */
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

/** Cluster permissions are not part of an overlay: otherwise the account that rolls out could grant itself more. */
export const accessModels: readonly ModelClass[] = [ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount];

/** Validates with the schemas of Kubernetes and the Prometheus Operator. They accept unknown fields. */
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
