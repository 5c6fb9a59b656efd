import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** The images of `docker/Dockerfile`: by target, the variables that the image sets. Build stages are not included. */
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

/** The Dockerfile target of an image of this repository; undefined for other images. */
export function targetOf(image: string): string | undefined {
  return ownImage.exec(image)?.groups?.['target'];
}
