// What calling the API takes. Fetched when the first call is made: many pages make none.
export { carry } from '@pixelboxx/shared';
export { routeManifest } from '../../generated/route-manifest.ts';
