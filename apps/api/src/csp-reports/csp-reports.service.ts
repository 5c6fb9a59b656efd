import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { sha256Hex } from '../platform/crypto/digests.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { MetricSources } from '../platform/observability/metrics/metric-sources.ts';
import { RateLimiter } from '../platform/redis/rate-limiter.ts';
import { type Finding, classify, type Violation } from './violation.ts';

/** Reports of all visitors together that are looked at; a fault of ours is told by every one of them. */
const lookedAt = { limit: 600, windowMs: 60_000 };
/** Lines in the log, of all replicas together: whoever makes up reports can make each of them differ. */
const logged = { limit: 60, windowMs: 60_000 };
/** The same finding is one line in this time, whoever tells it. */
const oncePerFinding = { limit: 1, windowMs: 600_000 };

const outcomes = ['logged', 'repeated', 'noise', 'foreign', 'dropped'] as const;

/**
 * Counts what browsers tell, and logs each finding once in ten minutes for all replicas. Nothing is stored: whoever reads
 * the log or the counters learns of a broken page, or of an injected script that the policy has stopped.
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

  /** Never fails: whatever is wrong with a report, or with Redis, is no business of the browser's. */
  async take(violations: readonly Violation[]): Promise<void> {
    for (const violation of violations) {
      const outcome = await this.outcomeOf(violation);
      this.counts[outcome] += 1;
    }
  }

  private async outcomeOf(violation: Violation): Promise<(typeof outcomes)[number]> {
    // Before anything that costs: of a flood only so many leave a key in Redis.
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
