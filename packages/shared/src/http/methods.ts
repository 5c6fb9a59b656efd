/**
 * The methods by which an endpoint may be asked, in the order in which documents list them. The only such list: what
 * routes, CORS, the CSRF check, clients, documents and fuzzing know of methods comes from here.
 */
export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** What a server answers beside: HEAD wherever GET does, OPTIONS everywhere (RFC 9110, 9.3.2 and 9.3.7). */
export const servedMethods = ['HEAD', ...httpMethods, 'OPTIONS'] as const;

/** Those by which nothing is asked to change (RFC 9110, 9.2.1). */
export const safeMethods = ['GET', 'HEAD', 'OPTIONS'] as const;

/** Also for methods that nobody knows, which are not. */
export function isSafeMethod(method: string): boolean {
  return safeMethods.some((safe) => safe === method);
}
