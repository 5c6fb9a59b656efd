import type { CallArguments, EndpointData, EndpointSpec } from '@pixelboxx/shared';
import type { z } from 'zod';
import type * as contracts from './contracts.ts';

/** Everything agreed with the API: endpoints, schemas and the typed client. */
export type Contracts = typeof contracts;

/** Contracts and their checks weigh as much as the rest of a page, so no page waits for them: they come on first use. */
export const loadContracts = (): Promise<Contracts> => import('./contracts.ts');

type GroupName = Extract<keyof Contracts, `${string}Endpoints`> extends `${infer Name}Endpoints` ? Name : never;

/** An endpoint by group and name: `auth.login` is `authEndpoints.login`. */
export type EndpointName = {
  [Group in GroupName]: `${Group}.${keyof Contracts[`${Group}Endpoints`] & string}`;
}[GroupName];

export type EndpointOf<Name extends EndpointName> = Name extends `${infer Group extends GroupName}.${infer Key}`
  ? Extract<Contracts[`${Group}Endpoints`][Key & keyof Contracts[`${Group}Endpoints`]], EndpointSpec>
  : never;

/** The typed client, `client('auth.login', { body })`, by names of endpoints that need not be there yet. */
export type ApiClient = <Name extends EndpointName>(
  name: Name,
  ...input: CallArguments<EndpointOf<Name>>
) => Promise<EndpointData<EndpointOf<Name>>>;

/** The endpoint of a name. */
export function findEndpoint<Name extends EndpointName>(contracts: Contracts, name: Name): EndpointOf<Name> {
  const [group = '', key = ''] = name.split('.');
  const groups = contracts as Readonly<Record<string, unknown>>;
  // The type of the name lets no other through.
  return (groups[`${group}Endpoints`] as Record<string, EndpointOf<Name>>)[key] as EndpointOf<Name>;
}

/** Picks a schema, or fetches one that is made from the contracts. */
export type SchemaSource<Output, Input> = (
  contracts: Contracts,
) => z.ZodType<Output, Input> | Promise<z.ZodType<Output, Input>>;
