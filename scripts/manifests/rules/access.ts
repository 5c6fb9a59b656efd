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

/** What `kubectl apply` asks for, of an object that may or may not be there. */
const applying = ['get', 'create', 'patch'];
/** Whoever may do these can become anybody in the namespace, or read what it keeps secret. */
const tooMuch = ['secrets', 'roles', 'rolebindings', 'serviceaccounts', 'pods/exec', '*'];

const resourceOf = (kind: string): string => {
  const name = kind.toLowerCase();
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
};
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/**
 * Whether the account that rolls out may do so, and no more.
 * @param access the manifests of its rights
 */
export function findWrongAccess(manifests: readonly Manifest[], access: readonly Manifest[]): string[] {
  const role = access.find(({ kind, metadata }) => kind === 'Role' && metadata.name === 'deployer');
  const rules = Rules.parse(role?.['rules'] ?? []);
  const kinds = new Map(manifests.map(({ apiVersion, kind }) => [kind, apiVersion]));
  // The namespace is there before the account is, and has a role of its own.
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
