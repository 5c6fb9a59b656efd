import { liveEndpoints } from '@pixelboxx/shared';
import { expect, type Page, type Request, type Response } from '@playwright/test';

const quietMs = 500;

/** The event stream, which stays open as long as its page. */
const isStream = (request: Request): boolean => new URL(request.url()).pathname === liveEndpoints.events.path;

/**
 * Goes to a page and waits until it has no more requests in progress: a page that follows events never reaches the browser's
 * idle state.
 */
export async function gotoSettled(page: Page, path: string): Promise<Response | null> {
  const open = new Set<Request>();
  let quietSinceMs = Date.now();
  const begin = (request: Request) => {
    if (!isStream(request)) open.add(request);
  };
  const end = (request: Request) => {
    if (open.delete(request)) quietSinceMs = Date.now();
  };
  page.on('request', begin).on('requestfinished', end).on('requestfailed', end);
  try {
    const response = await page.goto(path, { waitUntil: 'load' });
    await expect
      .poll(() => open.size === 0 && Date.now() - quietSinceMs >= quietMs, { timeout: 30_000, intervals: [100] })
      .toBe(true);
    return response;
  } finally {
    page.off('request', begin).off('requestfinished', end).off('requestfailed', end);
  }
}
