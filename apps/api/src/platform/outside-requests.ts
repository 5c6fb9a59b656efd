import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Begins outside of any request, with nothing of the one under way: neither its trace nor its budget for statements. For
 * what a request only sets off, such as a look for waiting work.
 */
export const outsideRequests: <Result>(work: () => Result) => Result = AsyncLocalStorage.snapshot();
