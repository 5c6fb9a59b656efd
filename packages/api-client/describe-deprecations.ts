import { type EndpointSpec, successorOf } from '@pixelboxx/shared';
import type { EndpointGroup } from '@pixelboxx/shared/endpoint-groups';
import { calledGroups } from './route-manifest.ts';

type Deprecation = NonNullable<EndpointSpec['deprecated']>;

/**
 * A module of types: signatures of what is deprecated, one overload for each endpoint, so that editors and linters tell of
 * it where it is called or followed.
 */
export function describeDeprecations(groups: readonly EndpointGroup[]): string {
  const named = calledGroups(groups).flatMap(({ name, endpoints }) =>
    Object.entries(endpoints).map(([key, spec]) => ({ name: `${name}.${key}`, spec })),
  );
  const nameOf = (method: string, path: string): string | undefined =>
    named.find(({ spec }) => spec.method === method && spec.path === path)?.name;
  const calls: string[] = [];
  const streams: string[] = [];
  for (const { name, spec } of named) {
    if (!spec.deprecated) continue;
    const comment = `  /** @deprecated ${inComment(explain(spec.method, spec.deprecated, nameOf))} */\n`;
    if (spec.stream)
      streams.push(`${comment}  (name: '${name}', input?: FollowInput<EndpointOf<'${name}'>>): ${followed(name)};`);
    else calls.push(`${comment}  (name: '${name}', ...input: CallArguments<EndpointOf<'${name}'>>): ${result(name)};`);
  }
  return [
    ...importsOf(calls, streams),
    typeOf('DeprecatedCalls', 'Calls that should be made no more.', calls),
    typeOf('DeprecatedStreams', 'Streams that should be followed no more.', streams),
  ].join('\n');
}

const result = (name: string): string => `Promise<EndpointData<EndpointOf<'${name}'>>>`;
const followed = (name: string): string =>
  `AsyncGenerator<Followed<StreamEvent<EndpointOf<'${name}'>>>, void, undefined>`;

function importsOf(calls: readonly string[], streams: readonly string[]): string[] {
  const imports: [wanted: boolean, line: string][] = [
    [calls.length > 0, `import type { EndpointData } from '@pixelboxx/shared';`],
    [streams.length > 0, `import type { StreamEvent } from '@pixelboxx/shared';`],
    [calls.length + streams.length > 0, `import type { EndpointOf } from '../api-client.ts';`],
    [streams.length > 0, `import type { Followed, FollowInput } from '../follower.ts';`],
    [calls.length > 0, `import type { CallArguments } from '../transport.ts';`],
  ];
  return imports.flatMap(([wanted, line]) => (wanted ? [line] : []));
}

/** Without members, a type that adds nothing to what it is joined with. */
function typeOf(name: string, comment: string, members: readonly string[]): string {
  const body =
    members.length > 0 ? `export interface ${name} {\n${members.join('\n')}\n}\n` : `export type ${name} = object;\n`;
  return `\n/** ${comment} */\n${body}`;
}

/** `Since 2026-12-01, and may be gone from 2027-06-01 on: use …` */
function explain(
  method: EndpointSpec['method'],
  deprecated: Deprecation,
  nameOf: (method: string, path: string) => string | undefined,
): string {
  const { since, sunset, reason, documentation } = deprecated;
  const successor = successorOf(method, deprecated);
  const called = successor && nameOf(successor.method, successor.path);
  const request = successor && `\`${successor.method} ${successor.path}\``;
  return [
    `Since ${since}${sunset === undefined ? '' : `, and may be gone from ${sunset} on`}:`,
    request === null ? 'there is no successor.' : `use ${called ? `\`${called}\` (${request})` : request}.`,
    ...(reason === undefined ? [] : [reason]),
    ...(documentation === undefined ? [] : [`See ${documentation}`]),
  ].join(' ');
}

/** As one line that does not end the comment it stands in. */
function inComment(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('*/', '*\\/');
}
