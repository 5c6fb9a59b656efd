import fc from 'fast-check';
import { pipelined, wronglyChunked } from './framing.ts';
import { abandoned, cut, oversized, trickled } from './lines.ts';
import type { Scripts } from './pieces.ts';
import { upgraded } from './protocols.ts';
import { plainRequests } from './requests.ts';
import { brokenForms, brokenParts } from './uploads.ts';

/** Every kind of connection that no client should make, around requests that contain `image`. */
export function scripts(image: Buffer): Scripts {
  const requests = plainRequests(image);
  return fc.oneof(
    { weight: 4, arbitrary: cut(requests) },
    { weight: 2, arbitrary: abandoned(requests) },
    { weight: 3, arbitrary: trickled(requests) },
    { weight: 1, arbitrary: oversized(image) },
    { weight: 4, arbitrary: wronglyChunked(requests) },
    { weight: 3, arbitrary: pipelined(requests) },
    { weight: 4, arbitrary: upgraded(requests) },
    { weight: 6, arbitrary: brokenForms(image) },
    { weight: 4, arbitrary: brokenParts(image) },
  );
}
