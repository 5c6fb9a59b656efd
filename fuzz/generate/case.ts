import { type EndpointSpec, servedMethods } from '@pixelboxx/shared';
import fc from 'fast-check';
import type { HeaderField, HttpRequest } from '../http/message.ts';
import { pathOf, queryOf } from './url.ts';
import { bodyOf, type Body } from './bodies.ts';
import { strangeHeaders } from './headers.ts';
import { nameOf } from './operations.ts';
import type { SampleImage } from './images.ts';
import { placeholder } from './placeholders.ts';

export const principals = ['nobody', 'user', 'mod', 'admin'] as const;
export type Principal = (typeof principals)[number];

/** One generated request, and the principal who sends it. */
export interface FuzzCase {
  /** The operation it was generated for; spoiled methods and paths may lead elsewhere. */
  readonly operation: string;
  readonly principal: Principal;
  readonly request: HttpRequest;
}

/** Credentials as browsers send them, or as other clients do. */
const credentials: readonly HeaderField[] = [
  ['cookie', `pbx_access=${placeholder('access')}; pbx_refresh=${placeholder('refresh')}`],
  ['authorization', `Bearer ${placeholder('access')}`],
];

const principalsOf: Readonly<Record<EndpointSpec['access'], readonly Principal[]>> = {
  public: ['nobody', 'nobody', 'user', 'user', 'mod', 'admin'],
  user: ['user', 'user', 'user', 'user', 'nobody', 'mod', 'admin'],
  mod: ['mod', 'mod', 'admin', 'admin', 'user', 'nobody'],
  admin: ['admin', 'admin', 'admin', 'mod', 'user', 'nobody'],
};

export const oddMethods = [...servedMethods, 'TRACE', 'PROPFIND', 'PURGE', 'M-SEARCH', 'QUERY'] as const;

interface Parts {
  readonly method: string;
  readonly target: string;
  readonly body: Body;
  readonly strange: readonly HeaderField[];
  readonly credentials: HeaderField | null;
}

/** Assembles a request. A strange field can contradict what describes the body, but not its length. */
export function assemble({ method, target, body, strange, credentials }: Parts): HttpRequest {
  const own: HeaderField[] = [...(credentials ? [credentials] : []), ...body.headers];
  if (body.bytes) own.push(['content-length', String(body.bytes.length)]);
  return { method, target, headers: [...own, ...strange], body: body.bytes };
}

/** Requests for one endpoint of the contract. */
export function casesOf(spec: EndpointSpec, images: readonly SampleImage[]): fc.Arbitrary<FuzzCase> {
  return fc
    .record({
      principal: fc.constantFrom(...principalsOf[spec.access]),
      credentials: fc.constantFrom(...credentials),
      path: pathOf(spec),
      query: queryOf(spec.query),
      body: bodyOf(spec, images),
      strange: strangeHeaders,
      method: fc.option(fc.constantFrom(...oddMethods), { freq: 16 }),
    })
    .map(({ principal, credentials, path, query, body, strange, method }) => ({
      operation: nameOf(spec),
      principal,
      request: assemble({
        method: method ?? spec.method,
        target: path + query,
        body,
        strange,
        credentials: principal === 'nobody' ? null : credentials,
      }),
    }));
}
