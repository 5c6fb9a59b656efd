import type { EndpointSpec } from '@pixelboxx/shared';

export const ENDPOINT = 'pixelboxx:endpoint';

/** The spec a handler implements; undefined for the few routes outside the contract (`/files`, `/docs`, JWKS). */
export function endpointOf(handler: object): EndpointSpec | undefined {
  return Reflect.getMetadata(ENDPOINT, handler) as EndpointSpec | undefined;
}
