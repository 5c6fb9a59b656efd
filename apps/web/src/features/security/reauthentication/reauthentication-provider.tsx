'use client';
import dynamic from 'next/dynamic';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { Cancelled } from '@/components/forms/cancelled.ts';

const StepUpDialog = dynamic(() => import('./reauthentication-dialog.tsx').then(({ StepUpDialog }) => StepUpDialog), {
  ssr: false,
});

interface StepUp {
  /** Does what may need a fresh proof of who one is; asks for it then, and does it again. @throws Cancelled. */
  guarded: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether the question is open: what else is modal makes way. */
  asking: boolean;
}

const StepUpContext = createContext<StepUp | null>(null);

export function useStepUp(): StepUp {
  const value = use(StepUpContext);
  if (!value) throw new Error('useStepUp needs a StepUpProvider above it.');
  return value;
}

interface Question {
  methods: readonly string[];
  answer: (proven: boolean) => void;
}

/** Holds the one dialog in which people prove again who they are. */
export function StepUpProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = useCallback(async (methods: readonly string[]) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    setQuestion({ methods, answer: resolve });
    const proven = await promise;
    setQuestion(null);
    return proven;
  }, []);

  const guarded = useCallback(
    async <Result,>(work: () => Promise<Result>) => {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (!isApiError(error) || error.code !== 'STEP_UP_REQUIRED') throw error;
          if (!(await ask(error.details.methods ?? ['PASSWORD']))) throw new Cancelled();
        }
      }
    },
    [ask],
  );

  const asking = question !== null;
  const value = useMemo(() => ({ guarded, asking }), [guarded, asking]);
  return (
    <StepUpContext value={value}>
      <div className="contents">{children}</div>
      {question && <StepUpDialog methods={question.methods} onAnswer={question.answer} />}
    </StepUpContext>
  );
}
