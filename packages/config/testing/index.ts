export { CookieJar } from './cookie-jar.ts';
export { executedFiles, filesAround, type Executed } from './executed-files.ts';
export { standBeforeDatabase } from './network/before-database.ts';
export { canConnect, findFreePort, untilListening } from './network/ports.ts';
export { TcpProxy } from './network/tcp-proxy.ts';
export { pollUntil, type PollOptions } from './poll-until.ts';
export { seededRandom, type SeededRandom } from './random.ts';
export { takeTime } from './take-time.ts';
export { countedOf, filesOfWalk, foundationsOfWalk, foundationsOf } from './walks.ts';
