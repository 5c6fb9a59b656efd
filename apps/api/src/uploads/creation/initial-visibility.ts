import type { Config } from '../../platform/config/config.ts';
import type { UploadScreening, UploadVisibility } from '../../generated/prisma/client.ts';

export interface InitialVisibility {
  /** Where the objects lie. */
  readonly servedAs: UploadVisibility;
  readonly screening: UploadScreening;
}

/** How a new image begins: held back from others until it was screened, where that is required. */
export function initialVisibilityOf(
  visibility: UploadVisibility,
  config: Pick<Config, 'aiService' | 'screening'>,
): InitialVisibility {
  const screening = config.aiService ? 'PENDING' : 'SKIPPED';
  const isHeldBack = screening === 'PENDING' && config.screening === 'required';
  return { screening, servedAs: isHeldBack ? 'PRIVATE' : visibility };
}
