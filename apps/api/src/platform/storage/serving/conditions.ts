import type { IncomingHttpHeaders } from 'node:http';

/** What a client uses to recognize its copy. */
export interface Validators {
  /** Null if the response has none. */
  readonly etag: string | null;
  readonly modifiedAt: Date;
}

/** As in `Last-Modified` and HTTP: in whole seconds. */
export function lastModified({ modifiedAt }: Pick<Validators, 'modifiedAt'>): string {
  return modifiedAt.toUTCString();
}

/** Whether the client has it already (RFC 9110 13.2.2): the tag decides, and the date only if there is no tag. */
export function isUnchanged(headers: IncomingHttpHeaders, { etag, modifiedAt }: Validators): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return etag !== null && matches(tags, etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since;
}

/**
 * Whether a part is useful to the client: the rest that it has must belong to this version (RFC 9110 13.1.5). Compared
 * strongly; a key's bytes never change, so the date is as good as the tag.
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
