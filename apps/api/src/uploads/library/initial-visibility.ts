import type { Config } from '../../platform/config/config.ts';
import type { UploadScreening, UploadVisibility } from '../../generated/prisma/client.ts';

export interface Placement {
  /** Where the objects lie. */
  readonly servedAs: UploadVisibility;
  readonly screening: UploadScreening;
}

/** How a new picture begins: held back from others until it was screened, where that is required. */
export function placementOf(visibility: UploadVisibility, config: Pick<Config, 'aiService' | 'screening'>): Placement {
  const screening = config.aiService ? 'PENDING' : 'SKIPPED';
  const isHeldBack = screening === 'PENDING' && config.screening === 'required';
  return { screening, servedAs: isHeldBack ? 'PRIVATE' : visibility };
}
