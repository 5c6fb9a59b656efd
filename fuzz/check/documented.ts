import { readFileSync } from 'node:fs';
import { describeError, type EndpointSpec } from '@pixelboxx/shared';
import { nameOf } from '../generate/operations.ts';

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, unknown>> }>>>
  >;
}

/**
 * Answers given before a request is known to be for an operation: what is no HTTP (400), not there in time (408), of a
 * media type or size nobody takes (413, 414, 415), with an expectation (417) or a head (431) that no server meets.
 */
export const statusesOfAnyRequest: ReadonlySet<number> = new Set([400, 408, 413, 414, 415, 417, 431]);

/** The statuses of every operation, by the name `nameOf` gives it, as `docs/openapi.json` promises them. */
export function readDocumentedStatuses(path: string): ReadonlyMap<string, ReadonlySet<number>> {
  const { paths } = JSON.parse(readFileSync(path, 'utf8')) as OpenApi;
  return new Map(
    Object.entries(paths).flatMap(([template, operations]) =>
      Object.entries(operations).map(([method, { responses = {} }]) => [
        `${method.toUpperCase()} ${template.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        new Set(Object.keys(responses).map(Number)),
      ]),
    ),
  );
}

/** The statuses that specs name by themselves: for a service without an OpenAPI document. */
export function statusesOfSpecs(specs: readonly EndpointSpec[]): ReadonlyMap<string, ReadonlySet<number>> {
  return new Map(
    specs.map((spec) => [
      nameOf(spec),
      new Set([spec.status, ...(spec.errors ?? []).map((code) => describeError(code).status)]),
    ]),
  );
}

/** tus answers a part that is not the last with 204, whatever the one documented success is. */
const statusesOfProtocol = { tus: [204] } as const;

export function isDocumented(
  documented: ReadonlyMap<string, ReadonlySet<number>>,
  spec: EndpointSpec,
  status: number,
): boolean {
  return (
    statusesOfAnyRequest.has(status) ||
    (documented.get(nameOf(spec))?.has(status) ?? status === spec.status) ||
    (spec.protocol !== undefined && statusesOfProtocol[spec.protocol].some((known) => known === status))
  );
}
