import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/*
 * What browsers report when a page's Content-Security-Policy has blocked something. Browsers send these reports automatically,
 * each in its own way and with more fields every year. So unknown fields are accepted here, and only the named ones are read.
 */

/** How many reports of one request are read at most: browsers collect those of a minute. */
export const maxReportsPerRequest = 32;

const text = z.string().nullish();
const number = z.number().nullish();

/** The body of `report-uri` (CSP 2 and 3, "deprecated serialization of a violation"). */
export const CspReport = z
  .looseObject({
    'csp-report': z.looseObject({
      'document-uri': text,
      'blocked-uri': text,
      'effective-directive': text,
      'violated-directive': text,
      'source-file': text,
      'line-number': number,
      disposition: text,
    }),
  })
  .meta({ id: 'CspReport' });
export type CspReport = z.infer<typeof CspReport>;

/** The body of a report of the type `csp-violation` (CSP 3, `CSPViolationReportBody`). */
export const CspViolationBody = z.looseObject({
  documentURL: text,
  blockedURL: text,
  effectiveDirective: text,
  sourceFile: text,
  lineNumber: number,
  disposition: text,
});
export type CspViolationBody = z.infer<typeof CspViolationBody>;

/** The body of `report-to` (W3C Reporting API, 2.7 "media type"): reports of any type; other types are ignored. */
export const BrowserReports = z
  .array(z.looseObject({ type: z.string(), body: z.unknown().optional() }))
  .max(maxReportsPerRequest)
  .meta({ id: 'BrowserReports' });
export type BrowserReports = z.infer<typeof BrowserReports>;

export const cspReportEndpoints = {
  report: endpoint({
    method: 'POST',
    path: '/v1/csp-reports',
    access: 'public',
    status: 204,
    summary: 'Tell what the content policy of a page has kept out; browsers do by themselves',
    reports: { 'application/csp-report': CspReport, 'application/reports+json': BrowserReports },
    rateLimit: { name: 'csp-reports', limit: 60, windowSeconds: 60, by: 'ip' },
  }),
} as const;
