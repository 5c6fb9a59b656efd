/**
 * How a service is started so that it keeps little memory, for whoever starts one: `npm start`, tests and measurements.
 * `docker/Dockerfile` says the same once more, and a test compares the two.
 *
 * The api's young generation is what Node takes by itself on a machine with much memory; by the memory of a small container it
 * would take less, 1 MiB of 512. In the ai-service garbage is decoded images, and with a small one the process stays a third
 * smaller. Which sizes cost what is in docs/performance.md; what the heaps of the C library cost, in docs/uploads.md.
 */
export const memorySettings = {
  api: { nodeOptions: ['--max-semi-space-size=16'], env: { MALLOC_ARENA_MAX: '2' } },
  'ai-service': { nodeOptions: ['--max-semi-space-size=2'] },
} as const;
