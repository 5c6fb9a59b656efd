import { headers } from 'next/headers';

/** The last one proves to the API that the others may be believed; our own server has set it, as it has the trace. */
const passedOn = ['x-forwarded-for', 'user-agent', 'x-request-id', 'traceparent', 'x-pixelboxx-proxy'];

/**
 * What the API is told of who really asks, when a page is rendered for them: its limits and its list of devices are about
 * the visitor, not about this server, whose visitors would otherwise share one limit.
 */
export async function visitorHeaders(): Promise<Record<string, string>> {
  const incoming = await headers();
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = incoming.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}
