/**
 * Settings with which a service uses little memory, for everything that starts one: `npm start`, tests and measurements.
 * `docker/Dockerfile` repeats them, and a test compares the two.
 *
 * The api's young generation has the size that Node chooses on a machine with much memory; for the memory of a small container Node would
 * choose less, 1 MiB of 512. In the ai-service the garbage is decoded images, and with a small young generation the process stays a third
 * smaller. docs/performance.md says what the sizes cost; docs/uploads.md, what the heaps of the C library cost.
 */
export const memorySettings = {
  api: { nodeOptions: ['--max-semi-space-size=16'], env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' } },
  'ai-service': { nodeOptions: ['--max-semi-space-size=2'] },
} as const;
