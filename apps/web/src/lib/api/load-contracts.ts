import type { CallArguments, EndpointData, EndpointSpec } from '@pixelboxx/shared';
import type { z } from 'zod';
import type * as contracts from './contracts.ts';

/** Everything agreed with the API: endpoints, schemas and codes. */
export type Contracts = typeof contracts;

/** Contracts and their checks weigh as much as the rest of a page, so no page waits for them: forms fetch them. */
export const loadContracts = (): Promise<Contracts> => import('./contracts.ts');

type GroupName = Exclude<
  Extract<keyof Contracts, `${string}Endpoints`> extends `${infer Name}Endpoints` ? Name : never,
  'screening'
>;

/** An endpoint by group and name: `auth.login` is `authEndpoints.login`. */
export type EndpointName = {
  [Group in GroupName]: `${Group}.${keyof Contracts[`${Group}Endpoints`] & string}`;
}[GroupName];

export type EndpointOf<Name extends EndpointName> = Name extends `${infer Group extends GroupName}.${infer Key}`
  ? Extract<Contracts[`${Group}Endpoints`][Key & keyof Contracts[`${Group}Endpoints`]], EndpointSpec>
  : never;

/** The typed client, `client('auth.login', { body })`, by names, so that no page needs the contracts to call. */
export type ApiClient = <Name extends EndpointName>(
  name: Name,
  ...input: CallArguments<EndpointOf<Name>>
) => Promise<EndpointData<EndpointOf<Name>>>;

/** Picks a schema, or fetches one that is made from the contracts. */
export type SchemaSource<Output, Input> = (
  contracts: Contracts,
) => z.ZodType<Output, Input> | Promise<z.ZodType<Output, Input>>;
