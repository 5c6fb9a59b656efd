import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { Onboarding } from '@/features/onboarding/onboarding.tsx';
import { onboardingStep } from '@/features/onboarding/steps.ts';
import { Protected } from '@/components/session/protected.tsx';
import { requireSession } from '@/lib/session/read-session.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('welcome') };
}

export default async function OnboardingPage({ searchParams }: PageProps<'/onboarding'>) {
  const { step } = await searchParams;
  await requireSession();
  return (
    <Protected>
      <PageTexts of={['onboarding', 'profile']}>
        <Onboarding step={onboardingStep(step)} />
      </PageTexts>
    </Protected>
  );
}
