import { Environment as ApiEnvironment } from '../../../../apps/api/src/platform/config/environment.ts';
import { Environment as AiEnvironment } from '../../../../apps/ai-service/src/config.ts';
import { Env as WebEnvironment } from '../../../../apps/web/src/env.ts';
import { readExample } from './example-file.ts';

interface Field {
  safeParse(value: unknown): { success: boolean; data?: unknown; error?: { issues: { message: string }[] } };
}

const schemas: Record<string, Field>[] = [ApiEnvironment.shape, WebEnvironment.shape, AiEnvironment.shape];

/** Set by the program that starts a service, never by a user in a file. */
const derivedVariables = ['NODE_ENV'];

/** Differences between `.env.example` and what the services read: one sentence each. */
export function findExampleFaults(example = readExample()): string[] {
  const known = schemas.flatMap((shape) => Object.keys(shape));
  const expected = new Set(known.filter((name) => !derivedVariables.includes(name)));
  const missing = [...expected].filter((name) => !example.has(name));
  const unknown = [...example.keys()].filter((name) => !expected.has(name));
  return [
    ...missing.map((name) => `${name} is read by a service but missing in .env.example.`),
    ...unknown.map((name) => `${name} stands in .env.example but no service reads it.`),
    ...findRefusedValues(example),
    ...findFormerDefaults(example),
  ];
}

/** Variables whose value is an example instead of the default. */
const samples = ['ALLOW_EMBEDDED', 'ALLOW_HTTP_LAN', 'S3_REGION', 'SECURITY_CONTACT'];

/** Every value in the example must be the default, if there is one. */
function findFormerDefaults(example: Map<string, string>): string[] {
  const fields = schemas.flatMap((shape) => Object.entries(shape)).filter(([name]) => !samples.includes(name));
  return fields.flatMap(([name, schema]) => {
    const [value, unset] = [example.get(name), schema.safeParse(undefined)];
    const shown = value ? schema.safeParse(value) : undefined;
    if (!shown?.success || !unset.success || unset.data === undefined) return [];
    const isDefault = JSON.stringify(shown.data) === JSON.stringify(unset.data);
    return isDefault ? [] : [`${name} is ${value} in .env.example, and ${JSON.stringify(unset.data)} without it.`];
  });
}

/** Every value in the example must be one that the services accept. */
function findRefusedValues(example: Map<string, string>): string[] {
  const fields = schemas.flatMap((shape) => Object.entries(shape));
  return fields.flatMap(([name, schema]) => {
    const value = example.get(name);
    if (!value) return [];
    const result = schema.safeParse(value);
    return result.success ? [] : [`${name} in .env.example ${result.error?.issues[0]?.message ?? 'is refused'}.`];
  });
}
