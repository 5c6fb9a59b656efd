// The code that calls the API. Loaded with the first call: many pages make none.
export { createApiClient, createFollower, renewing, request, routeManifest } from '@pixelboxx/api-client';
// Translates failures of the API.
export { fetchFailureWords, inPageLanguage } from '@/lib/texts/failures.ts';
// Needed before some calls.
export { solveInBrowser } from '@/lib/browser-check/solve-in-browser.ts';
