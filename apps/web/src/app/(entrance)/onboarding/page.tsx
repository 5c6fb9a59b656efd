import type { Metadata } from 'next';
import { Onboarding } from '@/onboarding/onboarding.tsx';
import { onboardingStep } from '@/onboarding/steps.ts';
import { Protected } from '@/session/protected.tsx';
import { requireSession } from '@/session/require-session.ts';

export const metadata: Metadata = { title: 'Welcome' };

export default async function OnboardingPage({ searchParams }: PageProps<'/onboarding'>) {
  const { step } = await searchParams;
  await requireSession();
  return (
    <Protected>
      <Onboarding step={onboardingStep(step)} />
    </Protected>
  );
}
