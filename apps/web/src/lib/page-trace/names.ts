/* Names that pages and the server that renders them share for traces. */

/** Where pages send their reports. */
export const pageReportsPath = '/telemetry/page';
/** Request header: the page's token and the id of the request's span, separated by a semicolon. */
export const pageTraceHeader = 'x-page-trace';
/** Name of the page's token in `Server-Timing`. */
export const pageTokenName = 'trace';
/** The largest number of spans in one report. */
export const maxSpans = 64;
