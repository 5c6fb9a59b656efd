import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { watchSilence } from '@pixelboxx/node-kit';
import { unknownField } from '@pixelboxx/shared';
import type { Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError, fieldError } from '../../platform/errors/app-error.ts';
import { toAppError } from '../../platform/errors/classify-error.ts';
import { invalidFields, validate } from '../../platform/http/contract/validation.ts';
import { isGone, type MinRate, requireMinRate } from './min-rate.ts';

export interface ReceiveLimits<Fields extends z.ZodObject = z.ZodObject> {
  /** Name of the one field with the file. */
  readonly field: string;
  /** Fields allowed before or after the file. */
  readonly fields: Fields;
  readonly maxBytes: number;
  /** How long no byte may arrive. */
  readonly idleMs: number;
  readonly totalMs: number;
  readonly minRate: MinRate;
  /** Reading stops when it is aborted, with its reason. */
  readonly over?: AbortSignal | undefined;
  /** Receives the file's bytes as they arrive. */
  readonly digest?: Hash | undefined;
}

/** How much boundaries, part headers and names may add to the file. */
const envelopeBytes = 16 * 1024;
const maxFieldBytes = 1024;

/**
 * Writes the one file of a multipart request to `destination`, in constant memory; every limit is counted while bytes
 * arrive, whatever the headers say. The client's name and type of the file are ignored. On failure reading stops at once,
 * and the caller removes `destination`.
 * @returns the other fields, as parsed by the schema
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `VALIDATION_ERROR` (no file, several, unknown or
 *   invalid fields), `BAD_REQUEST` (malformed, or the client left), `REQUEST_TIMEOUT`, `SERVICE_UNAVAILABLE` (it cannot
 * be
 *   written); the reason why `over` was aborted.
 */
export async function receiveMultipart<Fields extends z.ZodObject>(
  request: IncomingMessage,
  destination: string,
  limits: ReceiveLimits<Fields>,
): Promise<z.output<Fields>> {
  // Before listening: if the client disconnected earlier, its `close` event has passed.
  if (isGone(request)) throw malformed(request.errored);
  limits.over?.throwIfAborted();
  const parser = openParser(request, limits);
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve));
  const release = watchClient(request, limits, fail);
  const meter = countBytes(limits.maxBytes + envelopeBytes, fail);
  const stop = new AbortController();
  let written: Promise<void> | undefined;

  const fields = collectFields(parser, limits, fail);
  refuseAnythingElse(parser, limits.field, fail);
  parser.on('file', (field, stream, filename) => {
    // Stays attached, even if nobody reads the stream: a body that ends within a part emits its error on the part's stream.
    stream.on('error', (cause: unknown) => fail(malformed(cause)));
    const fault = written || field !== limits.field ? several(limits.field) : !filename ? missing(limits.field) : null;
    if (fault) {
      stream.resume();
      return fail(fault);
    }
    stream.once('limit', () => fail(tooLarge(limits)));
    if (limits.digest) stream.on('data', (chunk: Buffer) => limits.digest?.update(chunk));
    written = pipeline(stream, createWriteStream(destination, { flags: 'wx', mode: 0o600 }), { signal: stop.signal });
    written.catch((cause: unknown) => fail(new AppError('SERVICE_UNAVAILABLE', { cause })));
  });
  request.pipe(meter).pipe(parser);
  try {
    await Promise.race([finished, failed]);
    if (!written) throw missing(limits.field);
    await Promise.race([written, failed]);
    return validate(limits.fields, Object.fromEntries(fields));
  } finally {
    release();
    request.unpipe(meter);
    meter.destroy();
    stop.abort();
    // The file must be closed before the caller removes it.
    await written?.catch(() => undefined);
    parser.destroy();
  }
}

function openParser(request: IncomingMessage, limits: ReceiveLimits): BusboyInstance {
  const contentType = request.headers['content-type'];
  if (!contentType || !/^multipart\/form-data\s*;/i.test(contentType)) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes + envelopeBytes) throw tooLarge(limits);
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: {
        files: 1,
        // One more of each than is valid, so that the error can be specific.
        fields: knownFields(limits) + 1,
        parts: knownFields(limits) + 2,
        fileSize: limits.maxBytes,
        fieldSize: maxFieldBytes,
        headerPairs: 16,
        headerSize: 8192,
      },
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

function knownFields({ fields }: ReceiveLimits): number {
  return Object.keys(fields.shape).length;
}

/** Validates each field when it arrives: a large file may follow it. */
function collectFields(
  parser: BusboyInstance,
  { field: fileField, fields }: ReceiveLimits,
  fail: (error: AppError) => void,
): Map<string, string> {
  const values = new Map<string, string>();
  parser.on('field', (givenName: string | undefined, value, isNameCut, isValueCut) => {
    // A part can have no name, despite the parser's types.
    const name = givenName ?? '';
    const shown = name.slice(0, 100);
    const known: Readonly<Record<string, z.core.$ZodType>> = fields.shape;
    const schema = Object.hasOwn(known, name) && !isNameCut ? known[name] : undefined;
    if (name === fileField) return fail(fieldError(shown, 'Send a file.'));
    if (!schema) return fail(fieldError(shown, unknownField));
    if (values.has(name)) return fail(fieldError(shown, 'Send this field once.'));
    if (isValueCut) return fail(fieldError(shown, 'This is too long.'));
    values.set(name, value);
    const checked = z.safeParse(schema, value);
    if (!checked.success) fail(invalidFields(checked.error.issues.map((issue) => ({ ...issue, path: [name] }))));
  });
  return values;
}

function refuseAnythingElse(parser: BusboyInstance, field: string, fail: (error: AppError) => void): void {
  parser.on('filesLimit', () => fail(several(field)));
  parser.on('partsLimit', () => fail(several(field)));
  parser.on('fieldsLimit', () => fail(several(field)));
  parser.on('error', (cause: unknown) => fail(malformed(cause)));
}

/** Counts everything, also bytes before and between the parts. Once over the limit nothing more is passed on. */
function countBytes(max: number, fail: (error: AppError) => void): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > max) fail(new AppError('PAYLOAD_TOO_LARGE'));
      else done(null, chunk);
    },
  });
}

/** Fails if the client disconnects, is idle, takes too long or is no longer wanted; slow bodies would otherwise hold files and sockets. */
function watchClient(request: IncomingMessage, limits: ReceiveLimits, fail: (error: AppError) => void): () => void {
  const tooSlow = () => fail(new AppError('REQUEST_TIMEOUT'));
  const gone = (cause?: unknown) => {
    if (!request.complete) fail(malformed(cause));
  };
  const total = setTimeout(tooSlow, limits.totalMs);
  const silence = watchSilence(limits.idleMs, tooSlow);
  let received = 0;
  const endRate = requireMinRate(() => received, limits.minRate, tooSlow);
  const alive = (chunk: Buffer) => {
    received += chunk.length;
    silence.heard();
  };
  const { over } = limits;
  const stop = () => fail(toAppError(over?.reason));
  over?.addEventListener('abort', stop, { once: true });
  request.on('data', alive).on('error', gone).on('close', gone);
  return () => {
    over?.removeEventListener('abort', stop);
    clearTimeout(total);
    silence.stop();
    endRate();
    // The error listener stays: a client that disconnects while its refusal is sent must not end the process.
    request.off('data', alive).off('close', gone);
  };
}

/** Browsers send a form without a chosen file as an empty file without a name. */
function missing(field: string): AppError {
  return fieldError(field, 'Choose a file.');
}

function several(field: string): AppError {
  return fieldError(field, `Send exactly one file, in the field “${field}”.`);
}

function malformed(cause: unknown): AppError {
  return new AppError('BAD_REQUEST', { message: 'The upload did not arrive complete.', cause });
}

function tooLarge(limits: ReceiveLimits): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', { details: { limit: limits.maxBytes } });
}
