import { type FactoryProvider, Inject } from '@nestjs/common';
import { AiService } from '../platform/ai/ai-service.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { MailService } from '../platform/mail/mail.service.ts';
import { KeyValueStore } from '../platform/redis/key-value/key-value-store.ts';
import { ObjectStorage } from '../platform/storage/object-storage.ts';
import { StorageInstallation } from '../platform/storage/storage-installation.ts';
import { VirusScanner } from '../platform/virus-scan/virus-scanner.ts';

/** A dependency that can be unavailable without stopping the service. */
export interface HealthCheck {
  /** Its name in `/v1/health/ready` while it is unavailable. */
  readonly name: string;
  /** A rejection counts as false. */
  readonly isUp: () => Promise<boolean>;
}

const HEALTH_CHECKS = Symbol('health checks');
export const InjectHealthChecks = (): ParameterDecorator => Inject(HEALTH_CHECKS);

/** The parts that have `isUp`, in the order in which they are reported. */
const parts = [
  ['redis', KeyValueStore],
  ['storage', ObjectStorage],
  // Images are stored and served, but nothing is removed until an operator has looked.
  ['storage-sweep', StorageInstallation],
  ['virus-scanner', VirusScanner],
  ['jobs', JobQueue],
  ['mail', MailService],
  ['events', EventOutbox],
  ['ai-service', AiService],
] as const;

type Part = StorageInstallation | { isUp(): boolean | Promise<boolean> };

export const healthChecks: FactoryProvider<HealthCheck[]> = {
  provide: HEALTH_CHECKS,
  inject: parts.map(([, token]) => token),
  useFactory: (...instances: Part[]) =>
    parts.map(([name], index) => ({ name, isUp: async () => isUp(instances[index]) })),
};

function isUp(part: Part | undefined): boolean | Promise<boolean> {
  if (part instanceof StorageInstallation) return part.trouble === null;
  return part?.isUp() ?? false;
}
