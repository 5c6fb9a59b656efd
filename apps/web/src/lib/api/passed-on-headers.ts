/**
 * What the API is told of who really asks, when a page is rendered for them. The last one proves to it that the others may
 * be believed; our own server has set it, as it has the trace.
 */
export const passedOnHeaders = [
  'x-forwarded-for',
  'user-agent',
  'x-request-id',
  'traceparent',
  'x-pixelboxx-proxy',
] as const;
