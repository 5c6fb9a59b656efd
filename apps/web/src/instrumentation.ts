import type { Instrumentation } from 'next';
import { publishPageError } from './lib/errors/page-error.ts';

/** Next calls this for each error of a page and sends the response itself: nothing may be thrown at it. */
export const onRequestError: Instrumentation.onRequestError = (error, _request, { routePath }) =>
  publishPageError({ error, route: routePath });
