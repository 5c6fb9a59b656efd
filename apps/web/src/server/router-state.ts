import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { isNestedDeeper } from '@pixelboxx/node-kit';

/** The header in which Next's router says which parts of a page it has. */
const header = 'next-router-state-tree';

const maxLength = 40_000;

/** A page's segment is two levels deeper than its layout; no page has more than a dozen. This code and Next read it recursively. */
const maxDepth = 64;

const dynamicKind = z
  .string()
  .regex(/^(?:c|oc|d|ci\((?:\.|\.\.|\.\.\.|\.\.\)\(\.\.)\)|di\((?:\.|\.\.|\.\.\.|\.\.\)\(\.\.)\))$/);
const Segment = z.union([z.string(), z.tuple([z.string(), z.string(), dynamicKind, z.array(z.string()).nullable()])]);

const RouterState = z.tuple([
  Segment,
  z.lazy((): z.ZodType => z.record(z.string(), RouterState)),
  z.tuple([z.string(), z.string()]).nullable().optional(),
  z.enum(['refetch', 'inside-shared-layout', 'metadata-only']).nullable().optional(),
  z.number().nullable().optional(),
  z.string().optional(),
]);

/**
 * Removes a router state that Next's router cannot have sent: Next responds to such a header with 500. Without it, the whole page is
 * rendered.
 */
export function dropMalformedRouterState({ headers }: IncomingMessage): void {
  const value = headers[header];
  if (value !== undefined && !isRouterState(String(value))) Reflect.deleteProperty(headers, header);
}

function isRouterState(text: string): boolean {
  if (text.length > maxLength) return false;
  try {
    const json = decodeURIComponent(text);
    return !isNestedDeeper(json, maxDepth) && RouterState.safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}
