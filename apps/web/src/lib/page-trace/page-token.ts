import { pageTokenName } from './names.ts';

/** What proves which trace this page is of; undefined where none is kept, which is nearly always. */
export function pageToken(): string | undefined {
  const [page] = performance.getEntriesByType('navigation');
  // Absent where the page did not come over a secure connection.
  return page && 'serverTiming' in page
    ? (page as PerformanceNavigationTiming).serverTiming.find(({ name }) => name === pageTokenName)?.description
    : undefined;
}
