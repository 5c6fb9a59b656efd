import { type Deprecation, type ServedPath, successorOf, type EndpointSpec } from '@pixelboxx/shared';
import type { onSendHookHandler } from 'fastify';

/**
 * The header fields of every response at a deprecated path: since when (`Deprecation`, RFC 9745), until when (`Sunset`, RFC
 * 8594), and what to read and call instead (`Link`, RFC 9745 and RFC 5829). `link` is a function if the successor's path
 * takes parameters from the requested one.
 */
interface DeprecationFields {
  readonly fixed: Readonly<Record<string, string>>;
  readonly link?: (parameters: Readonly<Record<string, string>>) => string;
}

/**
 * An `onSend` hook, because every failure passes it: also a refused session or body. Undefined for a path that is not
 * deprecated; its requests have no such hook.
 */
export function deprecationHookOf(method: EndpointSpec['method'], served: ServedPath): onSendHookHandler | undefined {
  if (!served.deprecated) return undefined;
  const { fixed, link } = deprecationFields(method, served.path, served.deprecated);
  return (request, reply, payload, done) => {
    // Fastify runs the route's hooks even if its handler reports 404, as for an empty parameter.
    if (request.is404) return done(null, payload);
    void reply.headers(fixed);
    if (link) void reply.header('link', link(request.params as Readonly<Record<string, string>>));
    done(null, payload);
  };
}

export function deprecationFields(
  method: EndpointSpec['method'],
  path: string,
  deprecated: Deprecation,
): DeprecationFields {
  const { since, sunset, documentation } = deprecated;
  const successor = successorLink(path, successorOf(method, deprecated)?.path);
  const documented = documentation && `<${documentation}>; rel="deprecation"; type="text/html"`;
  const join = (first: string | undefined): string => [first, documented].filter((one) => one !== undefined).join(', ');
  const isFixed = typeof successor !== 'function';
  return {
    fixed: {
      deprecation: `@${Date.parse(since) / 1000}`,
      ...(sunset !== undefined && { sunset: new Date(sunset).toUTCString() }),
      ...(isFixed && (successor ?? documented) !== undefined && { link: join(successor) }),
    },
    ...(!isFixed && { link: (parameters) => join(successor(parameters)) }),
  };
}

/** Undefined if the successor's path cannot be derived from the requested one. */
function successorLink(
  path: string,
  successor: string | undefined,
): string | ((parameters: Readonly<Record<string, string>>) => string) | undefined {
  if (successor === undefined) return undefined;
  const names = parametersOf(successor);
  if (names.length === 0) return linkTo(successor);
  if (!names.every((name) => parametersOf(path).includes(name))) return undefined;
  // Encoded, so that input in a client's path cannot become another header field or link.
  return (parameters) =>
    linkTo(successor.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? '')));
}

const linkTo = (path: string): string => `<${path}>; rel="successor-version"`;

const parametersOf = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
