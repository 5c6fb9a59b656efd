import { randomUUID } from 'node:crypto';

// Short and plain, so that a client's id cannot break a log line or a header.
const wellFormed = /^[\w.-]{1,128}$/;

export function newRequestId(): string {
  return randomUUID();
}

/** The client's own id if it is well-formed, else a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && wellFormed.test(header) ? header : newRequestId();
}
