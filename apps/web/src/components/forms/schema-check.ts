import { loadContracts, type SchemaSource } from '@/lib/api/load-contracts.ts';

/** What came of entries, or what is wrong with them: the first thing about each field, by its name. */
export type Checked<Output> = { readonly values: Output } | { readonly messages: Readonly<Record<string, string>> };

const unreachable = { root: 'The service cannot be reached. Check your connection.' };

/** Checks entries by a schema that is fetched when it is first needed. Without it nothing is sent, and that is said. */
export function schemaCheck<Input, Output>(
  source: SchemaSource<Output, Input>,
): (entries: Readonly<Record<string, unknown>>) => Promise<Checked<Output>> {
  return async (entries) => {
    try {
      const schema = await source(await loadContracts());
      const result = await schema.safeParseAsync(entries);
      if (result.success) return { values: result.data };
      const messages: Record<string, string> = {};
      for (const { path, message } of result.error.issues) messages[path.join('.') || 'root'] ??= message;
      return { messages };
    } catch {
      return { messages: unreachable };
    }
  };
}
