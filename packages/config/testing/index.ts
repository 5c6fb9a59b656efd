export { pollUntil, type PollOptions } from './poll-until.ts';
export { seededRandom, type SeededRandom } from './random.ts';
export { takeTime } from './take-time.ts';
