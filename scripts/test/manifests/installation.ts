import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../manifests/kustomize.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { root } from '../../root.ts';

/** What overlays add at least. */
const settings = `
apiVersion: v1
kind: ConfigMap
metadata: { name: site }
data: { WEB_ORIGIN: 'https://pixelboxx.example' }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: api-settings }
data:
  AI_SERVICE_URL: http://ai-service:4100
  API_METRICS_PORT: '9464'
  METRICS_HOST: 0.0.0.0
  SHUTDOWN_DRAIN_MS: '5000'
  ALLOW_EMBEDDED: 'true'
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web-settings }
data: { API_URL: 'http://api:4000', WEB_METRICS_PORT: '9465' }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ai-settings }
data: { AI_METRICS_PORT: '9466' }
`;

const files = [
  ...globSync(['deploy/base/*.yaml', 'deploy/components/{postgres,scaling}/*.yaml'], { cwd: root })
    .filter((path) => !path.endsWith('kustomization.yaml'))
    .toSorted()
    .map((path) => readFileSync(join(root, path), 'utf8')),
  settings,
];

/**
 * The manifests of a small installation, as they are or with one text in the place of another, wherever that stands.
 * @throws Error when it stands nowhere
 */
export function installation(from = '', to = ''): Manifest[] {
  const text = files.join('\n---\n');
  if (!text.includes(from)) throw new Error(`The manifests do not say ${from}`);
  return readManifests(from === '' ? text : text.replaceAll(from, to));
}

/** The rights of who rolls out, as they are written. */
export const accessText = readFileSync(join(root, 'deploy/access/production.yaml'), 'utf8');
