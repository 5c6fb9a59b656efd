import { targetOf } from '../images.ts';
import { type Manifest, workloadsOf } from '../manifest.ts';

/** A fixed version, so that the same image runs tomorrow; `latest` and the like are refused. */
const versioned = /:v?\d+\.\d+[\w.-]*$|@sha256:[0-9a-f]{64}$/;

/** @param targets of the Dockerfile */
export function findForeignImages(manifests: readonly Manifest[], targets: Iterable<string>): string[] {
  const known = new Set(targets);
  return workloadsOf(manifests).flatMap(({ title, containers }) =>
    containers.flatMap(({ image }) => {
      const target = targetOf(image);
      if (target !== undefined) return known.has(target) ? [] : [`${title}: the Dockerfile makes no ${image}`];
      return versioned.test(image) ? [] : [`${title}: ${image} names no version`];
    }),
  );
}
