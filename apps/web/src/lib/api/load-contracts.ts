import type { z } from 'zod';
import type * as contracts from './contracts.ts';

/** Everything agreed with the API: endpoints, schemas and codes. */
export type Contracts = typeof contracts;

/** Contracts and their checks weigh as much as the rest of a page, so no page waits for them: forms load them on demand. */
export const loadContracts = (): Promise<Contracts> => import('./contracts.ts');

/** Picks a schema from the contracts, or builds one asynchronously. */
export type SchemaSource<Output, Input> = (
  contracts: Contracts,
) => z.ZodType<Output, Input> | Promise<z.ZodType<Output, Input>>;
