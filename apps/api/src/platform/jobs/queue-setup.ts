import type { PgBoss, QueueOptions, QueueResult } from 'pg-boss';
import type { JobDefinition } from './job-definition.ts';

/** Holds jobs that have used up their retries, to be examined and, after a fix, sent back (`boss.redrive`). */
const deadLetters = 'dead-letters';
const daySeconds = 86_400;

type QueueSettings = QueueOptions & { deadLetter: string };

function settingsOf({ retry, timeoutSeconds, isSealed }: JobDefinition): QueueSettings {
  return {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: true,
    retryDelayMax: retry.maxDelaySeconds,
    expireInSeconds: timeoutSeconds,
    retentionSeconds: 14 * daySeconds,
    // Kept as long as its id must prevent a second job; sealed data is not kept longer than that.
    deleteAfterSeconds: isSealed ? daySeconds : 3 * daySeconds,
    deadLetter: deadLetters,
  };
}

/** Configures the queues of these jobs by their definitions. Any number of replicas can do it at the same time. */
export async function prepareQueues(boss: PgBoss, jobs: readonly JobDefinition[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  if (!existing.has(deadLetters)) await boss.createQueue(deadLetters, { deleteAfterSeconds: 30 * daySeconds });
  for (const job of jobs) {
    const settings = settingsOf(job);
    const queue = existing.get(job.name);
    if (!queue) await boss.createQueue(job.name, settings);
    else if (differs(queue, settings)) await boss.updateQueue(job.name, settings);
  }
}

function differs(queue: QueueResult, settings: QueueSettings): boolean {
  const stored = new Map<string, unknown>(Object.entries(queue));
  return Object.entries(settings).some(([name, value]) => stored.get(name) !== value);
}

/** Stores the times of scheduled jobs, and removes those of jobs that are no longer scheduled. */
export async function prepareSchedules(boss: PgBoss, cronByJob: ReadonlyMap<string, string>): Promise<void> {
  const stored = new Map((await boss.getSchedules()).map(({ name, cron }) => [name, cron]));
  for (const [name, cron] of cronByJob) {
    // A time that passed while no replica ran is made up for once.
    if (stored.get(name) !== cron) await boss.schedule(name, cron, {}, { tz: 'UTC', missed: 'once' });
  }
  for (const name of stored.keys()) if (!cronByJob.has(name)) await boss.unschedule(name);
}
