import type { Page } from '@playwright/test';
import { type Client, createClient } from '@pixelboxx/api-client/checked';

/** Calls the API like a page's browser: with its cookies, which responses update. JSON only. */
export function apiOf({ request }: Pick<Page, 'request'>): Client {
  return createClient({
    fetch: async (input, { method = 'GET', headers, body } = {}) => {
      const response = await request.fetch(input instanceof Request ? input.url : String(input), {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        ...(typeof body === 'string' && { data: body }),
      });
      const content = await response.body();
      return new Response(content.length > 0 ? new Uint8Array(content) : null, {
        status: response.status(),
        // One by one: a response sets several cookies.
        headers: response.headersArray().map(({ name, value }): [string, string] => [name, value]),
      });
    },
  });
}
