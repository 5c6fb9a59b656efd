'use client';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { Cancelled } from '@/lib/errors/cancelled.ts';
import { ReauthenticationContext } from '@/lib/session/reauthentication.ts';

const ReauthenticationDialog = laterInBrowser(() =>
  import('./reauthentication-dialog.tsx').then(({ ReauthenticationDialog }) => ReauthenticationDialog),
);

interface Question {
  methods: readonly string[];
  respond: (proven: boolean) => void;
}

/** Contains the only dialog for reauthentication. */
export function ReauthenticationProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = useCallback(async (methods: readonly string[]) => {
    // The button that asks for it is busy until then.
    await ReauthenticationDialog.fetch();
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
