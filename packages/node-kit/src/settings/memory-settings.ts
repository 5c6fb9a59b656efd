/**
 * How a service is started so that it keeps little memory, for whoever starts one: `npm start`, tests and measurements.
 * `docker/Dockerfile` says the same once more, and a test compares the two.
 *
 * What requests leave behind is garbage soon: a small young generation keeps 30 MiB of the api from being touched under
 * load. In the ai-service it is decoded images, and the process stays a third smaller. Which sizes cost what is in
 * docs/performance.md; what the heaps of the C library cost, in docs/uploads.md.
 */
export const memorySettings = {
  api: { nodeOptions: ['--max-semi-space-size=8'], env: { MALLOC_ARENA_MAX: '2' } },
  'ai-service': { nodeOptions: ['--max-semi-space-size=2'] },
} as const;
