/* What pages and the server that renders them call things by, when they speak of traces. */

/** Where pages tell what they did. */
export const pageReportsPath = '/telemetry/page';
/** Of a request: the page's token and the id of the span that it is, with a semicolon between. */
export const pageTraceHeader = 'x-page-trace';
/** Of the page's token, in `Server-Timing`. */
export const pageTokenName = 'trace';
/** As many as one report may have. */
export const maxSpans = 64;
