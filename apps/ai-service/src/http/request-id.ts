import { randomUUID } from 'node:crypto';

// Short and plain, so that a caller's identifier cannot break a log line or a header.
const wellFormed = /^[\w.-]{1,128}$/;

export function newRequestId(): string {
  return randomUUID();
}

/** The caller's own identifier where it is well-formed, else a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && wellFormed.test(header) ? header : newRequestId();
}
