/** Addresses under which the web lets the api answer. A black box's view of `apps/web/src/server/api-forwarder.ts`. */
const forwarded = /^\/(?:v1|files|docs|openapi\.json|\.well-known\/jwks\.json|dev\/inbox)(?:[/?]|$)/;

export const isForwarded = (target: string): boolean => forwarded.test(target);

/** As the web's proxy writes the address anew: without dots and what an address cannot hold. */
export function forwardedTarget(target: string): string {
  const address = `http://web${target}`;
  if (!target.startsWith('/') || !URL.canParse(address)) return target;
  const { pathname, search } = new URL(address);
  return pathname + search;
}
