'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Skeleton } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { DisplayNameForm } from '@/features/profile/display-name/index.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { Done } from './done.tsx';
import { StepMarks } from './step-marks.tsx';
import { onboardingSteps, type OnboardingStep } from './steps.ts';

const loadAvatarEditor = () => import('@/features/profile/index.ts');
const AvatarEditor = later(
  () => loadAvatarEditor().then(({ AvatarEditor }) => AvatarEditor),
  <Skeleton className="h-28 w-full rounded-2xl" />,
);

/** The first steps: a name, an avatar, done. Every step can be skipped, and the browser's Back button works. */
export function Onboarding({ step }: { step: OnboardingStep }) {
  const tCommon = useTexts('common');
  const t = useTexts('onboarding');
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  const firstStep = useRef(step);
  const user = useCurrentUser();
  const words = {
    name: { title: t('nameTitle'), text: t('nameText') },
    image: { title: t('imageTitle'), text: t('imageText') },
    done: { title: t('doneTitle', { name: nameOf(user) }), text: t('doneText') },
  };
  const { title, text } = words[step];
  // Loaded once the user works on the step before, not with the first page.
  const prepareNext = () => void (step === 'name' && loadAvatarEditor().catch(() => undefined));
  const goTo = (next: OnboardingStep) => router.push(`/onboarding?step=${next}`);

  useEffect(() => {
    // To a screen reader, a new step is a new page: start at its heading.
    if (firstStep.current !== step) heading.current?.focus();
    firstStep.current = step;
  }, [step]);

  return (
    <section
      aria-labelledby="step-title"
      className="flex flex-col gap-7"
      onFocusCapture={prepareNext}
      onPointerEnter={prepareNext}
    >
      <StepMarks current={onboardingSteps.indexOf(step)} total={onboardingSteps.length} />
      <div className="flex flex-col gap-2">
        <h1
          id="step-title"
          ref={heading}
          tabIndex={-1}
          className="font-display text-4xl font-extrabold tracking-[-0.025em] outline-none"
        >
          {title}
        </h1>
        <p className="text-lg text-ink-soft">{text}</p>
      </div>
      {step === 'name' && (
        <DisplayNameForm submitLabel={tCommon('continue')} onSaved={() => goTo('image')}>
          <Button variant="quiet" onClick={() => goTo('image')}>
            {t('skip')}
          </Button>
        </DisplayNameForm>
      )}
      {step === 'image' && (
        <>
          <AvatarEditor onSaved={() => goTo('done')} />
          <div className="flex flex-col gap-3 sm:flex-row">
            {user.avatarUrl && <Button onClick={() => goTo('done')}>{tCommon('continue')}</Button>}
            <Button variant="quiet" onClick={() => goTo('done')}>
              {t('skip')}
            </Button>
          </div>
        </>
      )}
      {step === 'done' && <Done />}
    </section>
  );
}
