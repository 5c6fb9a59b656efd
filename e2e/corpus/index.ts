import { makeBases } from './bases.ts';
import { makeBombs } from './bombs.ts';
import type { CorpusFile } from './corpus-file.ts';
import { flipBits, misbuild, truncate } from './damage.ts';
import { makeMetadata } from './metadata.ts';
import { makePolyglots } from './polyglots.ts';
import { randomFrom } from './random.ts';
import { makeWrongTypes } from './wrong-types.ts';

export { canary, type CorpusFile } from './corpus-file.ts';

/** The same files for the same seed and release of sharp, all made here: more than 600, some 15 MB. */
export async function makeCorpus(seed: number): Promise<CorpusFile[]> {
  const random = randomFrom(seed);
  const bases = await makeBases(random);
  return [
    ...bases.map(({ name, bytes }): CorpusFile => ({ name: `right/${name}`, bytes, expected: 'accept' })),
    ...bases.flatMap(truncate),
    ...bases.flatMap((base) => flipBits(random, base)),
    ...bases.flatMap(misbuild),
    ...(await makeMetadata(random)),
    ...(await makePolyglots(random)),
    ...(await makeWrongTypes(random)),
    ...(await makeBombs(random)),
  ];
}
