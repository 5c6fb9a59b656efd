import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../root.ts';
import { Manifest } from './manifest.ts';

/** The overlays; each is an installation. */
export const overlays = ['production', 'preview'] as const;

const kubectl = (...args: string[]) => spawnSync('kubectl', args, { cwd: root, encoding: 'utf8' });

/** Why manifests cannot be rendered here; undefined if they can. */
export function whyNotRendered(): string | undefined {
  const { error, stdout } = kubectl('kustomize', '--help');
  if (error) return 'kubectl is not installed.';
  // Added in the same release as components (kubectl 1.21).
  return stdout.includes('--load-restrictor') ? undefined : 'This kubectl is too old: it has to be 1.21 or newer.';
}

/** @throws Error with Kustomize's message */
export function render(overlay: string): Manifest[] {
  const { status, stdout, stderr } = kubectl('kustomize', join('deploy/overlays', overlay));
  if (status !== 0) throw new Error(`deploy/overlays/${overlay} cannot be rendered: ${stderr.trim()}`);
  return readManifests(stdout);
}

/** @param text YAML with several documents */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => Manifest.parse(document.toJS()));
}
