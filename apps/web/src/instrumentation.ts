import type { Instrumentation } from 'next';
import { publishPageError } from './lib/errors/page-error.ts';

/** Called by Next for each error of a page, which it answers itself: nothing is thrown at whoever called it. */
export const onRequestError: Instrumentation.onRequestError = (error, _request, { routePath }) =>
  publishPageError({ error, route: routePath });
