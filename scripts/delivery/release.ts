import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { ServiceName } from '../images/service-files.ts';
import { readManifests } from '../manifests/kustomize.ts';
import { configMapsOf, type Manifest } from '../manifests/manifest.ts';
import { root } from '../root.ts';
import { DeliveryFault, run } from './run.ts';

const reference = /^[a-z0-9.:-]+(?:\/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$/;

/** By target of the Dockerfile, each by digest, so that exactly what was built runs. */
const Images = z.strictObject({
  api: z.string().regex(reference),
  web: z.string().regex(reference),
  'ai-service': z.string().regex(reference),
} satisfies Record<ServiceName, z.ZodType>);
export type Images = z.infer<typeof Images>;

/** Reads the output of `build.ts`. @throws DeliveryFault */
export function readImagesFile(path: string): Images {
  let parsed: z.ZodSafeParseResult<Images>;
  try {
    parsed = Images.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new DeliveryFault(`${path} cannot be read as the images of a release`, { cause: error });
  }
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new DeliveryFault(`${path} does not name the images of a release by digest: ${faults.join('; ')}`);
}

export interface Release {
  readonly overlay: string;
  /** Shown by `kubectl rollout history`. */
  readonly version: string;
  readonly images: Images;
  /** The namespace and address of a preview, instead of the overlay's. */
  readonly place?: { readonly namespace: string; readonly origin: string };
}

export interface RenderedRelease {
  readonly text: string;
  readonly namespace: string;
  /** The URL for visitors: `WEB_ORIGIN`. */
  readonly origin: string;
  /** The names of what is rolled out. */
  readonly deployments: readonly string[];
  /** What the deployments depend on, such as `statefulset/nats`. */
  readonly foundations: readonly string[];
}

/** Which parts of an overlay are applied before, and which after migrations (label `delivery`). */
export const steps = {
  surroundings: 'delivery!=migrate,delivery!=roll-out',
  migration: 'delivery=migrate',
  rollOut: 'delivery=roll-out',
} as const;

/** Renders the overlay with the images of this release. @throws DeliveryFault */
export async function renderRelease(release: Release): Promise<RenderedRelease> {
  // Kustomize only reads below its folder and by relative paths.
  const folder = mkdtempSync(join(root, 'deploy', '.release-'));
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomizationOf(release)));
    const text = await run('kubectl', ['kustomize', join('deploy', basename(folder))]);
    return { text, ...describe(readManifests(text)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kustomizationOf({ overlay, version, images, place }: Release): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [`../overlays/${overlay}`],
    commonAnnotations: { 'kubernetes.io/change-cause': version },
    images: Object.entries(images).map(([target, image]) => {
      const [newName, digest] = image.split('@');
      return { name: `pixelboxx/${target}`, newName, digest };
    }),
    ...(place && {
      namespace: place.namespace,
      patches: [
        {
          target: { kind: 'Ingress', name: 'web' },
          patch: stringify(
            ['/spec/rules/0/host', '/spec/tls/0/hosts/0'].map((path) => ({
              op: 'replace',
              path,
              value: new URL(place.origin).host,
            })),
          ),
        },
      ],
      configMapGenerator: [
        {
          name: 'site',
          namespace: `pixelboxx-${overlay}`,
          behavior: 'merge',
          literals: [`WEB_ORIGIN=${place.origin}`],
        },
      ],
    }),
  };
}

/** @throws DeliveryFault */
function describe(manifests: readonly Manifest[]): Omit<RenderedRelease, 'text'> {
  const deployments = manifests
    .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.labels['delivery'] === 'roll-out')
    .map(({ metadata }) => metadata.name);
  const foundations = manifests
    .filter(({ kind, metadata }) => ['Deployment', 'StatefulSet'].includes(kind) && !metadata.labels['delivery'])
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  const namespace = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name;
  const origin = [...configMapsOf(manifests)].find(([name]) => name.startsWith('site-'))?.[1]['WEB_ORIGIN'];
  if (namespace === undefined || origin === undefined || deployments.length === 0)
    throw new DeliveryFault('The manifests name no namespace, no WEB_ORIGIN, or nothing to roll out');
  return { namespace, origin, deployments, foundations };
}
