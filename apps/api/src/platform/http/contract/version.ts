import type { FastifyInstance, FastifyReply, FastifyRequest, preSerializationHookHandler } from 'fastify';
import { AppError } from '../../errors/app-error.ts';

/** The versions that the client agrees to change; null for any, as without `If-Match` and with `*`. */
export type IfMatch = readonly number[] | null;

/** A list of entity tags (RFC 9110, 8.8.3): each is weak or strong, and quoted. */
const entityTag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
/** The maximum of an integer in Postgres. */
const maxVersion = 2 ** 31 - 1;

interface EntityTag {
  readonly isWeak: boolean;
  readonly opaque: string;
}

function entityTagsOf(field: string): EntityTag[] {
  return [...field.matchAll(entityTag)].map(([, weak, opaque = '']) => ({ isWeak: weak !== undefined, opaque }));
}

/**
 * The versions in `If-Match`. Tags that are not versions of ours match nothing; weak ones never do (RFC 9110, 13.1.1), and
 * text that is not even a tag permits no change.
 */
export function ifMatchOf(field: string | undefined): IfMatch {
  if (field === undefined || field.trim() === '*') return null;
  return entityTagsOf(field).flatMap(({ isWeak, opaque }) => {
    const version = /^[1-9]\d{0,9}$/.test(opaque) ? Number(opaque) : Infinity;
    return isWeak || version > maxVersion ? [] : [version];
  });
}

/** For the condition of the statement that writes: with a separate check before it, another write could come in between. */
export function versionIn(ifMatch: IfMatch): { version?: { in: number[] } } {
  return ifMatch === null ? {} : { version: { in: [...ifMatch] } };
}

/** Whether that statement could have found its row, had nobody changed it before. */
export function allowsVersion(ifMatch: IfMatch, version: number): boolean {
  return ifMatch === null || ifMatch.includes(version);
}

export function versionConflict(version: number): AppError {
  return new AppError('VERSION_CONFLICT', { details: { version } });
}

/** `ETag` and 304 for endpoints with `version`. Added when the response leaves, so that a stored response has it too. */
export function registerVersions(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const { config } = route;
    if (typeof config !== 'object' || !('versioned' in config)) return;
    const lapses = lapsesOf(config.versioned);
    const tagData: preSerializationHookHandler = (request, reply, data, done) => {
      tag(request, reply, data, lapses);
      done(null, data);
    };
    route.preSerialization = [...[route.preSerialization ?? []].flat(), tagData];
  });
}

function tag(request: FastifyRequest, reply: FastifyReply, data: unknown, lapses: string | null): void {
  if (typeof data !== 'object' || data === null || !('version' in data) || !Number.isInteger(data.version)) return;
  const { version } = data;
  void reply.header('etag', `"${String(version)}"`);
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  const field = request.headers['if-none-match'];
  if (!isSafe || field === undefined || isLapsing(data, lapses)) return;
  // By weak comparison (RFC 9110, 13.1.2).
  const isKnown = field.trim() === '*' || entityTagsOf(field).some(({ opaque }) => opaque === String(version));
  // For a 304 Fastify leaves out the body.
  if (isKnown) void reply.status(304);
}

function isLapsing(data: object, lapses: string | null): boolean {
  const value: unknown = lapses === null ? null : Reflect.get(data, lapses);
  return value !== null && value !== undefined;
}

function lapsesOf(versioned: unknown): string | null {
  if (typeof versioned !== 'object' || versioned === null || !('lapses' in versioned)) return null;
  return typeof versioned.lapses === 'string' ? versioned.lapses : null;
}
