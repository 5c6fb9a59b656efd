import { readFileSync } from 'node:fs';
import { describeError, type EndpointSpec } from '@pixelboxx/shared';
import { nameOf } from '../generate/operations.ts';

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, unknown>> }>>>
  >;
}

/**
 * Statuses sent before a request is matched to an operation: not HTTP (400), not received in time (408), a media type or
 * size that nothing accepts (413, 414, 415), an expectation (417) or a head (431) that no server accepts.
 */
export const statusesOfAnyRequest: ReadonlySet<number> = new Set([400, 408, 413, 414, 415, 417, 431]);

/** The documented statuses of every operation, by its name according to `nameOf`, from `docs/openapi.json`. */
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

/** The statuses that specs declare themselves: for a service without an OpenAPI document. */
export function statusesOfSpecs(specs: readonly EndpointSpec[]): ReadonlyMap<string, ReadonlySet<number>> {
  return new Map(
    specs.map((spec) => [
      nameOf(spec),
      new Set([spec.status, ...(spec.errors ?? []).map((code) => describeError(code).status)]),
    ]),
  );
}

/** tus responds with 204 to a part that is not the last, whatever the one documented success is. */
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
