import { headers } from 'next/headers';
import { passedOnHeaders } from './passed-on-headers.ts';

/**
 * What the API is told of who really asks, when a page is rendered for them: its limits and its list of devices are about
 * the visitor, not about this server, whose visitors would otherwise share one limit.
 */
export async function visitorHeaders(): Promise<Record<string, string>> {
  const received = await headers();
  return Object.fromEntries(
    passedOnHeaders.flatMap((name) => {
      const value = received.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}
