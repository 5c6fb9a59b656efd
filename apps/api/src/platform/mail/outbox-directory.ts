import { join } from 'node:path';
import type { Config } from '../config/config.ts';

/** Where the embedded outbox keeps its emails. */
export function outboxDirectory({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'mail');
}
