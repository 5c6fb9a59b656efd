/** Loads the code that calls the API. It is imported only here, since each import would create a chunk of its own. */
export const loadRequest = () => import('./request.ts');
