import type { EndpointSpec } from '@pixelboxx/shared';

export const ENDPOINT = 'pixelboxx:endpoint';

/** Looked up several times per request; the metadata itself is three maps deep. */
const found = new WeakMap<object, EndpointSpec>();

/** The spec a handler implements; undefined for the few routes outside the contract (`/files`, `/docs`, JWKS). */
export function endpointOf(handler: object): EndpointSpec | undefined {
  const known = found.get(handler);
  if (known) return known;
  const spec = Reflect.getMetadata(ENDPOINT, handler) as EndpointSpec | undefined;
  if (spec) found.set(handler, spec);
  return spec;
}
