import { type Deprecation, type EndpointSpec, type Retirement, servedPathsOf, successorOf } from '@pixelboxx/shared';

/** `/v1/notes/:id` → `/v1/notes/{id}`. */
export function templateOf({ path }: Pick<EndpointSpec, 'path'>): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

/**
 * The part of an Operation Object about its end. `x-sunset` is the day from which the operation may be gone;
 * `x-former-paths` are those of earlier releases that lead to it: not among `paths`, since new code must not use them,
 * and some of them could be mistaken for others. `scripts/openapi-breaks.ts` holds releases to both.
 */
export function describeEnd(spec: EndpointSpec): object {
  const former = (spec.aliases ?? []).flatMap((alias) => (typeof alias === 'string' ? [] : [alias.path]));
  const paths = servedPathsOf(spec).flatMap(({ path, deprecated }) =>
    deprecated && former.includes(path) ? [{ path: templateOf({ path }), ...datesOf(deprecated) }] : [],
  );
  return {
    ...(spec.deprecated && { deprecated: true }),
    ...(spec.deprecated?.sunset !== undefined && { 'x-sunset': spec.deprecated.sunset }),
    ...(paths.length > 0 && { 'x-former-paths': paths }),
  };
}

/** @returns sentences for the end of a description; none if it is not deprecated */
export function explainDeprecation({ method, deprecated }: EndpointSpec): string[] {
  if (!deprecated) return [];
  const { since, sunset, reason, documentation } = deprecated;
  const successor = successorOf(method, deprecated);
  return [
    `Deprecated since ${since}${sunset === undefined ? '' : `, and may be gone from ${sunset} on`}.`,
    ...(successor ? [`Use \`${successor.method} ${templateOf(successor)}\` instead.`] : ['There is no successor.']),
    ...(reason === undefined ? [] : [reason]),
    ...(documentation === undefined ? [] : [`See ${documentation}.`]),
  ];
}

const described = {
  deprecation: {
    description: 'Since when this operation is deprecated: a date in Unix time (RFC 9745).',
    schema: { type: 'string', examples: ['@1795824000'] },
  },
  sunset: {
    description: 'From when this operation may be gone: an HTTP date (RFC 8594).',
    schema: { type: 'string', examples: ['Mon, 01 Mar 2027 00:00:00 GMT'] },
  },
  link: {
    description: 'What to call instead (`successor-version`), and where to read more (`deprecation`).',
    schema: { type: 'string', examples: ['</v1/notes/7>; rel="successor-version"'] },
  },
} as const;

/** Failures have these headers too, but their descriptions are shared with operations that are not deprecated. */
export function deprecationHeaders({ deprecated }: EndpointSpec): Record<string, object> {
  if (!deprecated) return {};
  const { sunset, ...always } = described;
  return deprecated.sunset === undefined ? always : { ...always, sunset };
}

function datesOf({ since, sunset }: Deprecation): Pick<Retirement, 'since' | 'sunset'> {
  return { since, ...(sunset !== undefined && { sunset }) };
}
