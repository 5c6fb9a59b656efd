import type { IncomingHttpHeaders } from 'node:http';

/** By what a client recognises what it has. */
export interface Validators {
  /** Null where none is told. */
  readonly etag: string | null;
  readonly modifiedAt: Date;
}

/** As `Last-Modified` has it, and HTTP knows time: in whole seconds. */
export function lastModified({ modifiedAt }: Pick<Validators, 'modifiedAt'>): string {
  return modifiedAt.toUTCString();
}

/** Whether the client has it already (RFC 9110 13.2.2): a tag is asked first, and the date only without one. */
export function isUnchanged(headers: IncomingHttpHeaders, { etag, modifiedAt }: Validators): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return etag !== null && matches(tags, etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since;
}

/**
 * Whether a part is of any use to the client: what it has the rest of must be this (RFC 9110 13.1.5). Compared strongly;
 * a key's bytes never change, so the date is as good as the tag.
 */
export function isRangeWelcome(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const given = headers['if-range'];
  if (given === undefined) return true;
  return given === validators.etag || given === lastModified(validators);
}

/** If-None-Match compares weakly (RFC 9110 13.1.2). */
function matches(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
