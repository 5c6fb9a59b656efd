import { pageTokenName } from './names.ts';

/** The token that proves which trace this page belongs to; undefined if none is kept, which is nearly always so. */
export function pageToken(): string | undefined {
  const [page] = performance.getEntriesByType('navigation');
  // Absent if the page was not loaded over a secure connection.
  return page && 'serverTiming' in page
    ? (page as PerformanceNavigationTiming).serverTiming.find(({ name }) => name === pageTokenName)?.description
    : undefined;
}
