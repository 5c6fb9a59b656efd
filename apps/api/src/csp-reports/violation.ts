import { type BrowserReports, type CspReport, CspViolationBody } from '@pixelboxx/shared';

/** A policy violation in a page, as a browser reports it. All of it is untrusted. */
export interface Violation {
  readonly document: string;
  readonly blocked: string;
  readonly directive: string;
  readonly source: string;
  readonly line: number | null;
  readonly disposition: string;
}

type Report =
  | { readonly type: 'application/csp-report'; readonly data: CspReport }
  | { readonly type: 'application/reports+json'; readonly data: BrowserReports };

/** The violations of a request, in one format. Omits reports of types other than `csp-violation`, and unreadable ones. */
export function violationsOf(report: Report): Violation[] {
  if (report.type === 'application/csp-report') return [violationOfReportUri(report.data['csp-report'])];
  return report.data.flatMap(({ type, body }) => {
    const violation = type === 'csp-violation' ? CspViolationBody.safeParse(body) : undefined;
    return violation?.success ? [violationOfReportTo(violation.data)] : [];
  });
}

function violationOfReportUri(report: CspReport['csp-report']): Violation {
  return {
    document: report['document-uri'] ?? '',
    blocked: report['blocked-uri'] ?? '',
    // The older field repeats the directive of the policy with its values.
    directive: report['effective-directive'] ?? report['violated-directive'] ?? '',
    source: report['source-file'] ?? '',
    line: report['line-number'] ?? null,
    disposition: report.disposition ?? '',
  };
}

function violationOfReportTo(body: CspViolationBody): Violation {
  return {
    document: body.documentURL ?? '',
    blocked: body.blockedURL ?? '',
    directive: body.effectiveDirective ?? '',
    source: body.sourceFile ?? '',
    line: body.lineNumber ?? null,
    disposition: body.disposition ?? '',
  };
}

/**
 * The part of a violation that may be logged: no query, no fragment, no sample of a script, and only the beginning of
 * paths that can identify a user or an object.
 */
export interface Finding {
  readonly page: string;
  readonly blocked: string;
  readonly directive: string;
  /** The script of ours that caused it, with its line; only the origin of another script; null if none was reported. */
  readonly source: string | null;
  readonly line: number | null;
  readonly isEnforced: boolean;
}

/** `noise` comes from browser extensions and programs around the browser; `foreign` concerns none of our pages. */
export type Classification =
  { readonly kind: 'finding'; readonly finding: Finding } | { readonly kind: 'noise' | 'foreign' };

/** Schemes of pages and scripts that belong to the browser or to its extensions. */
const browserSchemes =
  /^(?:[a-z]+(?:-web)?-extension|ms-browser-extension|webkit-masked-url|chrome|chrome-error|edge|opera|about|resource|moz-\w+|user-script)(?::|$)/i;

/** Programs that inject code into every page: virus scanners and translators. */
const injectingHosts =
  /(?:^|\.)(?:kaspersky-labs\.com|kis\.v2\.scr\.kaspersky-labs\.com|translate\.goog|translate\.googleapis\.com)$/i;

/** @param origins of our pages */
export function classify(violation: Violation, origins: readonly string[]): Classification {
  const { document, blocked, source } = violation;
  const page = URL.parse(document);
  if (!page || !origins.includes(page.origin)) return { kind: 'foreign' };
  if (isNoise(blocked) || isNoise(source)) return { kind: 'noise' };
  const ownSource = URL.parse(source);
  return {
    kind: 'finding',
    finding: {
      page: beginningOf(page.pathname),
      blocked: formatBlocked(blocked, page.origin),
      directive: /^[a-z-]{1,40}(?= |$)/.exec(violation.directive)?.[0] ?? '(none)',
      source: ownSource && formatSource(ownSource, page.origin),
      line: violation.line !== null && Number.isSafeInteger(violation.line) ? violation.line : null,
      isEnforced: violation.disposition !== 'report',
    },
  };
}

function isNoise(url: string): boolean {
  if (browserSchemes.test(url)) return true;
  const host = URL.parse(url)?.hostname;
  return host !== undefined && injectingHosts.test(host);
}

/** `/u/ada/albums/…` identifies a user, so only `/u/…` is kept. */
function beginningOf(pathname: string): string {
  const [, first = '', ...rest] = pathname.split('/');
  const known = /^[\w.-]{0,40}$/.test(first) ? first : '…';
  return rest.some((segment) => segment !== '') ? `/${known}/…` : `/${known}`;
}

/** A keyword of the specification, such as `inline` or `eval`, a scheme, or a URL. */
function formatBlocked(blocked: string, ownOrigin: string): string {
  if (/^[a-z-]{1,40}$/.test(blocked)) return blocked;
  const url = URL.parse(blocked);
  if (!url) return blocked === '' ? '(none)' : '(unreadable)';
  if (url.origin === ownOrigin) return beginningOf(url.pathname);
  return originOf(url);
}

function formatSource(source: URL, ownOrigin: string): string {
  // Names of built scripts contain nothing from users.
  const isBuilt = source.origin === ownOrigin && /^\/_next\/static\/[\w./~-]{1,150}$/.test(source.pathname);
  if (isBuilt) return source.pathname;
  return source.origin === ownOrigin ? beginningOf(source.pathname) : originOf(source);
}

/** Hosts have at most 253 characters (RFC 1035, 2.3.4); a URL without a host is reduced to its scheme. */
function originOf(url: URL): string {
  return url.origin === 'null' ? url.protocol.slice(0, 40) : url.origin.slice(0, 280);
}
