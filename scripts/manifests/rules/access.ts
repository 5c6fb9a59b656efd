import { z } from 'zod';
import type { Manifest } from '../manifest.ts';

const Rules = z.array(
  z.object({
    apiGroups: z.array(z.string()),
    resources: z.array(z.string()),
    verbs: z.array(z.string()),
    resourceNames: z.array(z.string()).optional(),
  }),
);

/** The permissions that `kubectl apply` needs, whether or not the object exists. */
const applying = ['get', 'create', 'patch'];
/** With any of these an account can act as anybody in the namespace, or read its secrets. */
const tooMuch = ['secrets', 'roles', 'rolebindings', 'serviceaccounts', 'pods/exec', '*'];

const resourceOf = (kind: string): string => {
  const name = kind.toLowerCase();
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
};
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/**
 * Whether the account that rolls out has exactly the permissions that it needs.
 * @param access the manifests of its permissions
 */
export function findWrongAccess(manifests: readonly Manifest[], access: readonly Manifest[]): string[] {
  const role = access.find(({ kind, metadata }) => kind === 'Role' && metadata.name === 'deployer');
  const rules = Rules.parse(role?.['rules'] ?? []);
  const kinds = new Map(manifests.map(({ apiVersion, kind }) => [kind, apiVersion]));
  // The namespace exists before the account does, and has a separate role.
  kinds.delete('Namespace');
  const missing = [...kinds].flatMap(([kind, apiVersion]) => {
    const granted = rules
      .filter(
        ({ apiGroups, resources }) => apiGroups.includes(groupOf(apiVersion)) && resources.includes(resourceOf(kind)),
      )
      .flatMap(({ verbs }) => verbs);
    return applying.filter((verb) => !granted.includes(verb)).map((verb) => `The deployer may not ${verb} a ${kind}`);
  });
  const granted = rules.flatMap(({ resources, verbs }) => [...resources, ...verbs]);
  return [
    ...missing,
    ...tooMuch.filter((what) => granted.includes(what)).map((what) => `The deployer is granted ${what}`),
  ];
}
