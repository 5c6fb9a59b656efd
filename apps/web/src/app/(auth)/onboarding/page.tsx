import type { Metadata } from 'next';
import { Onboarding } from '@/features/onboarding/onboarding.tsx';
import { onboardingStep } from '@/features/onboarding/steps.ts';
import { Protected } from '@/components/session/protected.tsx';
import { requireSession } from '@/lib/session/read-session.ts';

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
