import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs `work` outside of any request, without the current one's trace and statement budget. For work that a request only
 * triggers, such as a look for waiting work.
 */
export const outsideRequests: <Result>(work: () => Result) => Result = AsyncLocalStorage.snapshot();
