import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { sha256Hex } from '../platform/crypto/digests.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { MetricSources } from '../platform/observability/metrics/metric-sources.ts';
import { RateLimiter } from '../platform/redis/rate-limiter.ts';
import { type Finding, classify, type Violation } from './violation.ts';

/** Reports that are examined, of all visitors together; a mistake of ours makes every visitor report. */
const lookedAt = { limit: 600, windowMs: 60_000 };
/** Log lines of all replicas together: a forger of reports can make each one different. */
const logged = { limit: 60, windowMs: 60_000 };
/** The same finding is logged once in this time, whoever reports it. */
const oncePerFinding = { limit: 1, windowMs: 600_000 };

const outcomes = ['logged', 'repeated', 'noise', 'foreign', 'dropped'] as const;

/**
 * Counts what browsers report, and logs each finding once in ten minutes for all replicas. Nothing is stored: the log
 * and the counters show operators a broken page, or an injected script that the policy has stopped.
 */
@Injectable()
export class CspReportsService implements OnModuleInit {
  private readonly counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<
    (typeof outcomes)[number],
    number
  >;

  constructor(
    private readonly limiter: RateLimiter,
    private readonly metrics: MetricSources,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const help = 'Reports of what the content policy kept out, since this process started';
    this.metrics.add({
      name: 'pixelboxx_csp_reports',
      help,
      label: 'outcome',
      read: () => ({ ...this.counts }),
    });
  }

  /** Never fails: problems with a report, or with Redis, are no concern of the browser's. */
  async take(violations: readonly Violation[]): Promise<void> {
    for (const violation of violations) {
      const outcome = await this.outcomeOf(violation);
      this.counts[outcome] += 1;
    }
  }

  private async outcomeOf(violation: Violation): Promise<(typeof outcomes)[number]> {
    // Before any expensive step: in a flood, only a limited number of reports creates a key in Redis.
    if (!(await this.limiter.take('csp-reports-looked-at', 'all', lookedAt)).allowed) return 'dropped';
    const classification = classify(violation, this.config.http.allowedOrigins);
    if (classification.kind !== 'finding') return classification.kind;
    const { finding } = classification;
    if (!(await this.limiter.take('csp-finding', keyOf(finding), oncePerFinding)).allowed) return 'repeated';
    if (!(await this.limiter.take('csp-reports-logged', 'all', logged)).allowed) return 'dropped';
    this.logger.warn({ event: 'csp.violation', ...finding });
    return 'logged';
  }
}

function keyOf(finding: Finding): string {
  return sha256Hex(JSON.stringify(Object.values(finding))).slice(0, 32);
}
