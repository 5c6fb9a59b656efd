/**
 * The methods that endpoints can have, in the order in which documents list them. This is the only such list: routes,
 * CORS, the CSRF check, clients, documents and fuzzing all use it.
 */
export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** All methods that a server responds to: also HEAD wherever GET is, and OPTIONS everywhere (RFC 9110, 9.3.2 and 9.3.7). */
export const servedMethods = ['HEAD', ...httpMethods, 'OPTIONS'] as const;

/** Methods that request no change (RFC 9110, 9.2.1). */
export const safeMethods = ['GET', 'HEAD', 'OPTIONS'] as const;

/** Accepts any method; unknown ones are not safe. */
export function isSafeMethod(method: string): boolean {
  return safeMethods.some((safe) => safe === method);
}
