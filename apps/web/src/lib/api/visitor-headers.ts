import { headers } from 'next/headers';
import { passedOnHeaders } from './passed-on-headers.ts';

/**
 * Headers that tell the API about the visitor for whom a page is rendered: its limits and its list of devices concern the
 * visitor, not this server. Without them, all visitors of this server would share one limit.
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
