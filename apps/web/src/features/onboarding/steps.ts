export const onboardingSteps = ['name', 'image', 'done'] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/** The step an address asks for; anything else begins at the beginning. */
export function onboardingStep(value: unknown): OnboardingStep {
  return onboardingSteps.find((step) => step === value) ?? 'name';
}
