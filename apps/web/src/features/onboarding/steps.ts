export const onboardingSteps = ['name', 'image', 'done'] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/** The step named in an address; the first for anything else. */
export function onboardingStep(value: unknown): OnboardingStep {
  return onboardingSteps.find((step) => step === value) ?? 'name';
}
