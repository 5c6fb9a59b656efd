import { SetMetadata } from '@nestjs/common';

/**
 * From whom a fresh proof is wanted: `always` from everybody; `with-mfa` from those who enabled a second factor, where
 * the request carries the password, which is proof enough from the others.
 */
export type StepUpDemand = 'always' | 'with-mfa';

const STEP_UP = 'pixelboxx:step-up';

/** The handler runs only if its caller proved who they are a short while ago; else 403 `STEP_UP_REQUIRED`. */
export const RequireStepUp = (demand: StepUpDemand = 'always') => SetMetadata(STEP_UP, demand);

export function stepUpDemandOf(handler: object): StepUpDemand | undefined {
  return Reflect.getMetadata(STEP_UP, handler) as StepUpDemand | undefined;
}
