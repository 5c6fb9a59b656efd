/** Addresses that the web forwards to the api. A black-box view of `apps/web/src/server/api-forwarder.ts`. */
const forwarded = /^\/(?:v1|files|docs|openapi\.json|\.well-known\/jwks\.json|dev\/inbox)(?:[/?]|$)/;

export const isForwarded = (target: string): boolean => forwarded.test(target);

/** The address as the web's proxy rewrites it: without dot segments and invalid characters. */
export function forwardedTarget(target: string): string {
  const address = `http://web${target}`;
  if (!target.startsWith('/') || !URL.canParse(address)) return target;
  const { pathname, search } = new URL(address);
  return pathname + search;
}
