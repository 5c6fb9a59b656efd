import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** What `docker/Dockerfile` makes: by target, the variables its image sets. Stages that only build are none of these. */
export function readImages(
  dockerfile = readFileSync(join(root, 'docker/Dockerfile'), 'utf8'),
): Map<string, Readonly<Record<string, string>>> {
  const images = new Map<string, Record<string, string>>();
  const stages = dockerfile.split(/^FROM /m).slice(1);
  for (const stage of stages) {
    const target = /^\S+ AS (\S+)$/m.exec(stage)?.[1];
    if (target === undefined || !/^CMD /m.test(stage)) continue;
    const assignments = [...stage.matchAll(/^ENV (.*)$/gm)].flatMap(([, text = '']) => text.split(' '));
    images.set(
      target,
      Object.fromEntries(assignments.map((assignment) => assignment.split(/=(.*)/s, 2) as [string, string])),
    );
  }
  return images;
}

const ownImage = /^(?:[^@]*\/)?pixelboxx\/(?<target>[\w-]+)(?:[:@].*)?$/;

/** The target of the Dockerfile that an image of this repository is made of; undefined for images of others. */
export function targetOf(image: string): string | undefined {
  return ownImage.exec(image)?.groups?.['target'];
}
