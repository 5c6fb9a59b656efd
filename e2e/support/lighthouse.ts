import { launch } from 'chrome-launcher';
import lighthouse, { type Result } from 'lighthouse';

/** Lighthouse's results for one page, with the settings of its mobile report. Scores are 0–100. */
export interface PageReport {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly seo: number;
  readonly layoutShift: number;
  readonly blockingMs: number;
  readonly largestPaintMs: number;
  /** Why the page is not eligible for the back/forward cache; empty if it is. */
  readonly historyBlockers: readonly string[];
  /** The speed of this machine, by Lighthouse's own benchmark at the time of the report. */
  readonly benchmarkIndex: number;
  /** The factor by which its tasks were slowed down to take as long as on a phone. */
  readonly cpuSlowdown: number;
}

/**
 * The middle of the range that Lighthouse calls a high-end desktop computer. Its fixed factor of 4 turns such a computer
 * into a mid-range phone, and a slower machine into a phone that nobody has (docs/throttling.md of Lighthouse, "Calibrating
 * the CPU slowdown").
 */
const desktop = { benchmarkIndex: 1750, cpuSlowdown: 4 };

/** The factor that makes a machine with this index the same phone; a machine slower than the phone keeps its speed. */
export function cpuSlowdownFor(benchmarkIndex: number): number {
  const factor = (desktop.cpuSlowdown * benchmarkIndex) / desktop.benchmarkIndex;
  return Math.min(desktop.cpuSlowdown, Math.max(1, Math.round(factor * 10) / 10));
}

const chromeFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Loads a page as a mid-range phone on a slow connection would. `cookie` makes it a user's; `cpuSlowdown` defaults to
 * Lighthouse's own.
 */
export async function measure(
  url: string,
  { cookie, cpuSlowdown = desktop.cpuSlowdown }: { cookie?: string; cpuSlowdown?: number } = {},
): Promise<PageReport> {
  for (let recordings = 1; ; recordings += 1) {
    const result = await load(url, cookie, cpuSlowdown);
    if (!result.runtimeError) return { ...read(result), cpuSlowdown };
    const { code, message } = result.runtimeError;
    if (code !== lostRecording || recordings === maxRecordings) throw new Error(`${url}: ${message}`);
    process.stdout.write(`Chromium lost the recording of ${url}: recording it again\n`);
  }
}

/** Chromium returned a trace without the page's navigation: it says nothing about the page. */
const lostRecording = 'NO_NAVSTART';
const maxRecordings = 4;
/** A page with an open stream never has the idle network that a report waits for. */
const maxLoadMs = 15_000;

async function load(url: string, cookie: string | undefined, cpuSlowdown: number): Promise<Result> {
  const chromePath = process.env['PLAYWRIGHT_CHROMIUM'];
  const chrome = await launch({ chromeFlags, ...(chromePath && { chromePath }), logLevel: 'error' });
  try {
    const run = await lighthouse(url, {
      port: chrome.port,
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
      maxWaitForLoad: maxLoadMs,
      throttling: { cpuSlowdownMultiplier: cpuSlowdown },
      ...(cookie && { extraHeaders: { Cookie: cookie } }),
    });
    if (!run) throw new Error(`no report of ${url}`);
    return run.lhr;
  } finally {
    chrome.kill();
  }
}

function read({ categories, audits, environment }: Result): Omit<PageReport, 'cpuSlowdown'> {
  const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
  const value = (name: string) => audits[name]?.numericValue ?? Number.NaN;
  const { details } = audits['bf-cache'] ?? {};
  const blockers = details?.type === 'table' ? details.items.map(({ reason }) => JSON.stringify(reason)) : [];
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    seo: score('seo'),
    layoutShift: value('cumulative-layout-shift'),
    blockingMs: Math.round(value('total-blocking-time')),
    largestPaintMs: Math.round(value('largest-contentful-paint')),
    historyBlockers: blockers,
    benchmarkIndex: environment.benchmarkIndex,
  };
}

/** The median report, by the score that noise affects. */
export function medianOf(reports: readonly PageReport[]): PageReport {
  const ordered = reports.toSorted((a, b) => a.performance - b.performance);
  const middle = ordered[Math.floor(ordered.length / 2)];
  if (!middle) throw new Error('No report was made.');
  return middle;
}
