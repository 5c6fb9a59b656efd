export { ApiError, isApiError } from './api-error.ts';
export { createApiClient, type ApiClient, type EndpointName, type EndpointOf, type StreamName } from './api-client.ts';
export { createFollower, type Followed, type Follower, type FollowInput } from './follower.ts';
export type { PuzzleSolver } from './proving.ts';
export { renewing, type Renewal } from './renewing.ts';
export { routeManifest } from './generated/route-manifest.ts';
export {
  networkError,
  parseJson,
  readFailure,
  request,
  type CallArguments,
  type CallOptions,
  type RouteManifestEntry,
  type TransportOptions,
} from './transport.ts';
