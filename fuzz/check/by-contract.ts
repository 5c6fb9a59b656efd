import type { EndpointSpec } from '@pixelboxx/shared';
import { isDocumented, statusesOfAnyRequest } from './documented.ts';
import { Fault } from './fault.ts';
import { checkDeprecation, checkFailure, checkFixedHeaders, checkSuccess } from './response.ts';
import { nameOf, routeOf } from '../generate/operations.ts';
import type { Principal } from '../generate/case.ts';
import { headerOf, type HttpRequest, type HttpResponse } from '../http/message.ts';

export interface Contract {
  readonly operations: readonly EndpointSpec[];
  readonly documented: ReadonlyMap<string, ReadonlySet<number>>;
}

export interface Exchange {
  readonly principal: Principal;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** Whether a service asked for a pause, which is a valid response. The tier limits how many there can be. */
export function isOverloaded({ status, body }: HttpResponse): boolean {
  return status === 503 && body.includes('"OVERLOADED"');
}

/**
 * Checks a response of the api or the ai-service by the contract.
 * @throws Fault for a 5xx, an undocumented status, a broken schema, exposed internals, or access for the wrong principal
 */
export function checkByContract(contract: Contract, { principal, request, response }: Exchange): void {
  const { status } = response;
  const spec = routeOf(contract.operations, request.method, request.target);
  const where = spec ? nameOf(spec) : 'no endpoint';
  if (status >= 500 && !isOverloaded(response))
    throw new Fault(`${status} at ${where}`, response.body.toString('utf8').slice(0, 300));
  checkFixedHeaders(response);
  if (status >= 400) checkFailure(response, request.method);
  if (!spec) return checkStray(response);
  if (!isDocumented(contract.documented, spec, status))
    throw new Fault(`${status} is not documented for ${where}`, response.body.toString('utf8').slice(0, 300));
  checkDeprecation(response, isOfOperation(status) ? spec.deprecated : undefined);
  if (status >= 200 && status < 300) {
    checkAccess(spec, principal, status);
    checkSuccess(response, spec, request.method);
  }
}

/** Before a request is matched to an operation, its deprecation is unknown; an overlong path matches nothing. */
const isOfOperation = (status: number): boolean => status !== 404 && !statusesOfAnyRequest.has(status);

const ranks: Readonly<Record<Principal, number>> = { nobody: 0, user: 1, mod: 2, admin: 3 };
const needed: Readonly<Record<EndpointSpec['access'], number>> = { public: 0, user: 1, mod: 2, admin: 3 };

function checkAccess(spec: EndpointSpec, principal: Principal, status: number): void {
  if (ranks[principal] < needed[spec.access]) throw new Fault(`${status} for ${principal} at ${nameOf(spec)}`);
}

/** Addresses outside the contract: redirects must never lead to another site. */
function checkStray(response: HttpResponse): void {
  const { status } = response;
  if (status === 101) throw new Fault('switches protocols');
  checkRedirect(response);
}

function checkRedirect(response: HttpResponse): void {
  const location = headerOf(response, 'location');
  if (location !== undefined && URL.parse(location, 'http://localhost')?.hostname.endsWith('evil.example'))
    throw new Fault(`${response.status} leads to another site`, location);
}

/** Checks a page of the web, or a file served beside pages. @throws Fault */
export function checkPage({ response }: Exchange): void {
  const { status } = response;
  if (status >= 500) throw new Fault(`${status} of a page`, response.body.toString('utf8').slice(0, 200));
  checkRedirect(response);
}
