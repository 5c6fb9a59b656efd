import type { Readable } from 'node:stream';
import { tusContentType } from '@pixelboxx/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isNestedDeeper } from '@pixelboxx/node-kit';
import { parse } from 'secure-json-parse';
import { AppError } from '../../errors/app-error.ts';
import { mediaTypeOf } from './media-type.ts';

/** Maximum size of a body of reports: about thirty of them, each with the whole policy. */
const reportBodyMaxBytes = 49_152;

const reportContentTypes = ['application/csp-report', 'application/reports+json'];

/** Maximum size of the form of a click in a mailbox: one short field, in either encoding. */
const oneClickMaxBytes = 4_096;

/** Maximum size of a JSON body. Files are sent as multipart, which has its own limits. */
export const jsonBodyMaxBytes = 65_536;

/**
 * Maximum depth of JSON, far beyond any contract's. Recursive code, such as `JSON.stringify` for the fingerprint of
 * a request, would run out of stack at about ten thousand.
 */
const jsonMaxDepth = 64;

/**
 * JSON and nothing else: what is in a form or text body cannot reach a handler, so a cross-site "simple request" cannot either.
 * Duplicate `__proto__`/`constructor.prototype` keys are refused (prototype poisoning).
 */
export function registerBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: jsonBodyMaxBytes },
    (request, body: string, done) => {
      if (takesSigned(request)) return done(null, body);
      // An endpoint for files or reports accepts nothing else.
      if (takesFile(request) || reportTypesOf(request)) return done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
      parseJson(body, done);
    },
  );
  registerReportParser(server);
  registerSignedParser(server);
  // Left unread: the handler reads it while it arrives, after the guards.
  server.addContentTypeParser('multipart/form-data', (request, payload, done) => {
    if (takesOneClick(request)) discard(payload, done);
    else done(takesFile(request) ? null : new AppError('UNSUPPORTED_MEDIA_TYPE'), undefined);
  });
  server.addContentTypeParser('application/x-www-form-urlencoded', (request, payload, done) => {
    if (takesOneClick(request)) discard(payload, done);
    else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
  });
  registerPartParser(server);
}

/** JSON under other types, only for the endpoints to which browsers send reports automatically. */
function registerReportParser(server: FastifyInstance): void {
  server.addContentTypeParser(
    reportContentTypes,
    { parseAs: 'string', bodyLimit: reportBodyMaxBytes },
    (request, body: string, done) => {
      if (reportTypesOf(request)?.includes(mediaTypeOf(request))) parseJson(body, done);
      else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
    },
  );
}

/** Text that another service has signed, only for the endpoints that verify it: a form can send such a body. */
function registerSignedParser(server: FastifyInstance): void {
  server.addContentTypeParser(
    'text/plain',
    { parseAs: 'string', bodyLimit: jsonBodyMaxBytes },
    (request, body: string, done) => {
      if (takesSigned(request)) done(null, body);
      else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
    },
  );
}

function parseJson(body: string, done: (error: Error | null, value?: unknown) => void): void {
  // Clients that always send the header send it with empty bodies too.
  if (body.trim() === '') return done(null, undefined);
  if (isNestedDeeper(body, jsonMaxDepth)) {
    return done(new AppError('MALFORMED_JSON', { message: 'The request body is nested too deeply.' }));
  }
  try {
    done(null, parse(body, null, { protoAction: 'error', constructorAction: 'error' }));
  } catch (cause) {
    done(new AppError('MALFORMED_JSON', { cause }));
  }
}

/** Also left unread, for the endpoints that speak tus. */
function registerPartParser(server: FastifyInstance): void {
  server.addContentTypeParser(tusContentType, (request, _payload, done) => {
    const config: object = request.routeOptions.config;
    const takesParts = 'takesParts' in config && config.takesParts === true;
    done(takesParts ? null : new AppError('UNSUPPORTED_MEDIA_TYPE'), undefined);
  });
}

/** Waits for the end of a form that says nothing which the address does not. */
function discard(form: Readable, done: (error: Error | null, value?: undefined) => void): void {
  let bytes = 0;
  form.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= oneClickMaxBytes) return;
    form.removeAllListeners('data').removeAllListeners('end').pause();
    done(new AppError('PAYLOAD_TOO_LARGE'));
  });
  form.once('end', () => done(null));
  form.once('error', done);
}

/** Set by `@Handle` if a click in a mailbox calls the endpoint. */
function takesOneClick(request: FastifyRequest): boolean {
  const config: object = request.routeOptions.config;
  return 'takesOneClick' in config && config.takesOneClick === true;
}

/** Set by `@Handle` if the contract has a file. Elsewhere a form is refused like any other type. */
function takesFile(request: FastifyRequest): boolean {
  const config: object = request.routeOptions.config;
  return 'takesFile' in config && config.takesFile === true;
}

/** Set by `@Handle` if the contract accepts reports: their content types. */
function reportTypesOf(request: FastifyRequest): readonly string[] | undefined {
  const config: object = request.routeOptions.config;
  return 'takesReports' in config ? (config.takesReports as readonly string[]) : undefined;
}

/** Set by `@Handle` if the handler gets the body unparsed: whether this request's content type is one of those. */
function takesSigned(request: FastifyRequest): boolean {
  const config: object = request.routeOptions.config;
  return 'takesSigned' in config && (config.takesSigned as readonly string[]).includes(mediaTypeOf(request));
}
