/** What calling the API takes. One place that imports it, since each makes a file of its own of it. */
export const loadRequest = () => import('./request.ts');
