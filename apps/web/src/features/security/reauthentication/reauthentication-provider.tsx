'use client';
import dynamic from 'next/dynamic';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { Cancelled } from '@/components/forms/cancelled.ts';

const ReauthenticationDialog = dynamic(
  () => import('./reauthentication-dialog.tsx').then(({ ReauthenticationDialog }) => ReauthenticationDialog),
  {
    ssr: false,
  },
);

interface Reauthentication {
  /** Does what may need a fresh proof of who one is; asks for it then, and does it again. @throws Cancelled. */
  guarded: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether the question is open: what else is modal makes way. */
  asking: boolean;
}

const ReauthenticationContext = createContext<Reauthentication | null>(null);

export function useReauthentication(): Reauthentication {
  const value = use(ReauthenticationContext);
  if (!value) throw new Error('useStepUp needs a StepUpProvider above it.');
  return value;
}

interface Question {
  methods: readonly string[];
  respond: (proven: boolean) => void;
}

/** Holds the one dialog in which users prove again who they are. */
export function ReauthenticationProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = useCallback(async (methods: readonly string[]) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    setQuestion({ methods, respond: resolve });
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
    <ReauthenticationContext value={value}>
      <div className="contents">{children}</div>
      {question && <ReauthenticationDialog methods={question.methods} onResponse={question.respond} />}
    </ReauthenticationContext>
  );
}
