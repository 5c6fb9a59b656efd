import type { FieldErrors, FieldValues, Resolver } from 'react-hook-form';
import { loadContracts, type SchemaSource } from '@/lib/api/load-contracts.ts';

const unreachable = { root: { type: 'unreachable', message: 'The service cannot be reached. Check your connection.' } };

/** Checks entries by a schema that is fetched when it is first needed. Without it nothing is sent, and that is said. */
export function schemaResolver<Input extends FieldValues, Output extends FieldValues>(
  source: SchemaSource<Output, Input>,
): Resolver<Input, unknown, Output> {
  return async (values, context, options) => {
    try {
      const contracts = await loadContracts();
      return await contracts.zodResolver(await source(contracts))(values, context, options);
    } catch {
      return { values: {}, errors: unreachable as FieldErrors<Input> };
    }
  };
}
