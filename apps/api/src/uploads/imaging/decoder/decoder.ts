import type Sharp from 'sharp';

type Decoder = typeof Sharp;

let loading: Promise<Decoder> | null = null;

/**
 * sharp, loaded by the first upload so that starting the process stays quick, and closed to every format but ours:
 * each loader that is not needed is one whose faults cannot be reached (libvips, "untrusted" loaders).
 */
export function loadDecoder(): Promise<Decoder> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`),
    });
    // One thread and no cache for each job: parallelism comes from jobs side by side, and memory stays predictable.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}
