/**
 * Headers that tell the API about the visitor for whom a page is rendered. The last one proves to the API that it can trust
 * the others. Our own server has set it, like the trace.
 */
export const passedOnHeaders = [
  'x-forwarded-for',
  'user-agent',
  'x-request-id',
  'traceparent',
  'x-pixelboxx-proxy',
] as const;
