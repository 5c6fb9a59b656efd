/** Addresses under which the web lets the api answer. A black box's view of `apps/web/src/server/api-forwarder.ts`. */
const forwarded = /^\/(?:v1|files|docs|openapi\.json|\.well-known\/jwks\.json|dev\/inbox)(?:[/?]|$)/;

export const isForwarded = (target: string): boolean => forwarded.test(target);
