// What calling the API takes. Fetched when the first call is made: many pages make none.
export { createApiClient, createFollower, renewing, request, routeManifest } from '@pixelboxx/api-client';
// What it says of failures in other languages than its own.
export { fetchFailureWords, inPageLanguage } from '@/lib/texts/failures.ts';
// What a call may have to do first.
export { solveInBrowser } from '@/lib/browser-check/solve-in-browser.ts';
