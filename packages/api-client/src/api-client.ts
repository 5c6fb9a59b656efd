import type * as contracts from '@pixelboxx/shared';
import type { EndpointData, EndpointSpec } from '@pixelboxx/shared';
import type { DeprecatedCalls } from './generated/deprecations.ts';
import { type FeatureContracts, routeManifest } from './generated/route-manifest.ts';
import { renewing, type Renewal } from './renewing.ts';
import { request, type CallArguments, type TransportOptions } from './transport.ts';

type Contracts = typeof contracts & FeatureContracts;

/** The groups that a client calls: `screening` is between our own services, and browsers send reports automatically. */
type GroupName = Exclude<
  Extract<keyof Contracts, `${string}Endpoints`> extends `${infer Name}Endpoints` ? Name : never,
  'screening' | 'cspReport' | 'mailReport'
>;

/** An endpoint by group and name: `auth.login` is `authEndpoints.login`. */
export type EndpointName = {
  [Group in GroupName]: `${Group}.${keyof Contracts[`${Group}Endpoints`] & string}`;
}[GroupName];

export type EndpointOf<Name extends EndpointName> = Name extends `${infer Group extends GroupName}.${infer Key}`
  ? Extract<Contracts[`${Group}Endpoints`][Key & keyof Contracts[`${Group}Endpoints`]], EndpointSpec>
  : never;

/** Endpoints that are followed with `createFollower` instead of called. */
export type StreamName = {
  [Name in EndpointName]: EndpointOf<Name> extends { stream: unknown } ? Name : never;
}[EndpointName];

/** Calls an endpoint by its name; resolves to its data, typed by the contract. */
export type ApiClient = DeprecatedCalls &
  (<Name extends Exclude<EndpointName, StreamName>>(
    name: Name,
    ...input: CallArguments<EndpointOf<Name>>
  ) => Promise<EndpointData<EndpointOf<Name>>>);

export interface ApiClientOptions extends TransportOptions {
  /** How to renew an expired session; without it, 401 `UNAUTHENTICATED` is thrown like every other failure. */
  renewal?: Renewal;
}

/**
 * The typed client: `await client('auth.login', { body: { identifier, password } })` resolves to the endpoint's data.
 * The contract declares `params`, `query`, `body`, `file` and `bytes`; the caller can add `headers`, `signal` and
 * `idempotencyKey`. If a call finds that its session has expired, it is repeated after `renewal.renewSession`.
 *
 * Responses are not validated again: the API has checked them against the same contract before sending them. To
 * validate them again, and to drop what a newer API adds, use `createClient` of `@pixelboxx/api-client/checked`.
 *
 * @throws ApiError for every failure, by its stable `code`; `NETWORK_ERROR` (status 0) if there was no response. An
 * abort rejects with the signal's reason.
 */
export function createApiClient({ renewal, ...transport }: ApiClientOptions = {}): ApiClient {
  const withSession = renewal && renewing(renewal);
  return async <Name extends Exclude<EndpointName, StreamName>>(
    name: Name,
    ...[input]: CallArguments<EndpointOf<Name>>
  ) => {
    const route = routeManifest[name];
    const call = () => request(transport, route, input ?? {});
    const { data } = await (withSession && route.access !== 'public' ? withSession(call) : call());
    return data as EndpointData<EndpointOf<Name>>;
  };
}
