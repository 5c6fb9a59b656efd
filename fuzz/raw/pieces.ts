import fc from 'fast-check';
import type { PlainRequest } from './requests.ts';
import type { Piece, Script } from './script.ts';

export type Scripts = fc.Arbitrary<Script>;

export const inOnePiece = (bytes: Buffer): Piece[] => [{ bytes, pauseMs: 0 }];

/** A position in something, as a fraction of its length. */
export const position = fc.double({ min: 0, max: 1, noNaN: true });

export function about({ service, method, target }: PlainRequest): Pick<Script, 'service' | 'methods' | 'target'> {
  return { service, methods: [method], target };
}
