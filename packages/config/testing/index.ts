export { executedFiles, type Executed } from './executed-files.ts';
export { pollUntil, type PollOptions } from './poll-until.ts';
export { seededRandom, type SeededRandom } from './random.ts';
export { takeTime } from './take-time.ts';
export { countedOf, filesOfWalk } from './walks.ts';
