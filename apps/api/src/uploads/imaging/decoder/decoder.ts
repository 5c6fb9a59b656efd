import type Sharp from 'sharp';

type Decoder = typeof Sharp;

let loading: Promise<Decoder> | null = null;

/**
 * sharp, loaded by the first upload so that the process starts quickly, and restricted to our formats: faults of a
 * disabled loader cannot be reached (libvips, "untrusted" loaders).
 */
export function loadDecoder(): Promise<Decoder> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`),
    });
    // One thread and no cache per job: parallelism comes from parallel jobs, and memory stays predictable.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}
