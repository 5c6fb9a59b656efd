import { isDeepStrictEqual } from 'node:util';
import {
  describeError,
  type EndpointSpec,
  FailureEnvelope,
  isErrorCode,
  streamContentType,
  streamRetryMs,
} from '@pixelboxx/shared';
import { z } from 'zod';
import { headerOf, type HttpResponse } from '../http/message.ts';
import { Fault } from './fault.ts';

/** Stack traces, SQL statements and paths of our machines: they belong in the log, never in a response. */
const internals =
  /\n\s+at |node_modules|PrismaClient|\bprisma\.|\bSELECT\b[^"]+\bFROM\b|file:\/\/\/|\/(?:usr|home|root|srv|opt)\/[\w.-]+\/|ECONNREFUSED|\.(?:ts|js):\d+:\d+/;

const ProblemDetails = z.strictObject({
  type: z.string().startsWith('urn:pixelboxx:error:'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
});

/** The rules for every response of a service that uses the envelope, whatever the request. @throws Fault */
export function checkFailure(response: HttpResponse, method: string): void {
  const { status } = response;
  const text = response.body.toString('utf8');
  if (internals.test(text)) throw new Fault(`${status} tells internals`, text.slice(0, 300));
  if (method === 'HEAD') return;
  const { code, requestId } = readFailure(response, text);
  if (!isErrorCode(code)) throw new Fault(`${status} with the unknown code ${code}`);
  if (describeError(code).status !== status) throw new Fault(`${status} with the code ${code} of another status`);
  if (requestId !== headerOf(response, 'x-request-id'))
    throw new Fault(`${status} names another request in its body than in x-request-id`, text.slice(0, 200));
  checkAdvice(response, code);
}

function readFailure(response: HttpResponse, text: string): { code: string; requestId: string } {
  const type = headerOf(response, 'content-type') ?? '';
  if (type.startsWith('application/problem+json')) {
    const problem = ProblemDetails.safeParse(parse(text));
    if (!problem.success) throw new Fault(`${response.status} is no problem of RFC 9457`, text.slice(0, 300));
    return { code: problem.data.code, requestId: problem.data.instance.replace('urn:pixelboxx:request:', '') };
  }
  if (!type.startsWith('application/json'))
    throw new Fault(`${response.status} is ${type || 'of no type'}`, text.slice(0, 200));
  const envelope = FailureEnvelope.safeParse(parse(text));
  if (!envelope.success) throw new Fault(`${response.status} is no failure envelope`, text.slice(0, 300));
  return envelope.data.error;
}

/** Checks what a client is told to do next. */
function checkAdvice(response: HttpResponse, code: string): void {
  const { status } = response;
  if (status === 405 && headerOf(response, 'allow') === undefined) throw new Fault('405 without Allow');
  const passes = status === 503 || code === 'RATE_LIMITED' || code === 'ACCOUNT_LOCKED';
  if (passes && !/^\d+$/.test(headerOf(response, 'retry-after') ?? ''))
    throw new Fault(`${status} without Retry-After`);
}

/** A stream must begin at once, with the delay before a reconnect. @throws Fault */
function checkBeginning(response: HttpResponse, text: string): void {
  const type = headerOf(response, 'content-type');
  if (type !== streamContentType) throw new Fault(`${response.status} is ${type ?? 'of no type'}`);
  if (!text.startsWith(`retry: ${streamRetryMs}\n\n`))
    throw new Fault('A stream without its beginning', text.slice(0, 200));
}

/** A file to be saved, of a declared type, which the browser does not open. @throws Fault */
function checkDownload(response: HttpResponse, types: readonly string[]): void {
  const type = headerOf(response, 'content-type')?.split(';', 1)[0];
  if (type === undefined || !types.includes(type)) throw new Fault(`${response.status} is ${type ?? 'of no type'}`);
  if (!/^attachment; filename="[\w.-]+"$/.test(headerOf(response, 'content-disposition') ?? ''))
    throw new Fault(`${response.status} is no download`);
}

/** The success of an endpoint: its status, its envelope, exactly the fields its schema declares. @throws Fault */
export function checkSuccess(response: HttpResponse, spec: EndpointSpec, method: string): void {
  if (method === 'HEAD') return;
  const text = response.body.toString('utf8');
  if (spec.protocol !== undefined && text === '') return;
  if (spec.stream) return checkBeginning(response, text);
  if (spec.download) return checkDownload(response, spec.download);
  if (!spec.data && spec.protocol === undefined) {
    if (text !== '') throw new Fault(`${response.status} with a body that is not declared`, text.slice(0, 200));
    return;
  }
  if (!headerOf(response, 'content-type')?.startsWith('application/json'))
    throw new Fault(`${response.status} is ${headerOf(response, 'content-type') ?? 'of no type'}`);
  const envelope = z.strictObject({ success: z.literal(true), data: z.unknown() }).safeParse(parse(text));
  if (!envelope.success) throw new Fault(`${response.status} is no success envelope`, text.slice(0, 300));
  const { data } = envelope.data;
  const checked = (spec.data ?? z.unknown()).safeParse(data);
  if (!checked.success)
    throw new Fault(`${response.status} breaks its schema`, z.prettifyError(checked.error).slice(0, 300));
  if (!isDeepStrictEqual(checked.data, data))
    throw new Fault(`${response.status} has fields that are not declared`, text.slice(0, 300));
}

/** Headers that every response of the api and the ai-service carries. @throws Fault */
export function checkFixedHeaders(response: HttpResponse): void {
  if (!/^[\w.-]{1,128}$/.test(headerOf(response, 'x-request-id') ?? ''))
    throw new Fault(`${response.status} without x-request-id`);
  const doubled = ['content-type', 'content-length', 'x-request-id', 'location'].find(
    (name) => response.headers.filter(([field]) => field === name).length > 1,
  );
  if (doubled !== undefined) throw new Fault(`${response.status} has ${doubled} twice`);
}

/** A deprecated endpoint must say so in every response, in the form of the standard. @throws Fault */
export function checkDeprecation(response: HttpResponse, deprecated: EndpointSpec['deprecated']): void {
  const [since, sunset] = [headerOf(response, 'deprecation'), headerOf(response, 'sunset')];
  if (deprecated && since === undefined) throw new Fault(`${response.status} without Deprecation`);
  if (deprecated?.sunset !== undefined && sunset === undefined) throw new Fault(`${response.status} without Sunset`);
  if (since !== undefined && !/^@\d+$/.test(since))
    throw new Fault(`${response.status} with a false Deprecation`, since);
  if (sunset !== undefined && new Date(sunset).toUTCString() !== sunset)
    throw new Fault(`${response.status} with a false Sunset`, sunset);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
