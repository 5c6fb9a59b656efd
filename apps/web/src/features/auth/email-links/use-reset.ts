import type { ApiClient } from '@pixelboxx/api-client';
import type { RecoveryFactor } from '@pixelboxx/shared';
import { useState } from 'react';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { RecoveryAnswers } from './recovery-questions.tsx';

/** The form for a new password: the first click asks which factors the account has, and the next sends what was said of them. */
export function useReset(token: string | undefined) {
  const { client, session, resume } = useSession();
  const [isChanged, setIsChanged] = useState(false);
  const [factors, setFactors] = useState<readonly RecoveryFactor[]>([]);
  const [answers, setAnswers] = useState<RecoveryAnswers>({ code: '', removed: [] });
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ResetPasswordRequest }) => ResetPasswordRequest.pick({ password: true }),
    fieldNames: ['password'],
    submit: async ({ password }) => {
      if (token === undefined) return;
      if (factors.length === 0) {
        const asked = await factorsToAskAbout(client, token);
        setFactors(asked);
        if (asked.length > 0) return;
      }
      const code = answers.code.trim();
      const body = {
        token,
        password,
        ...(code !== '' && { code }),
        ...(answers.removed.length > 0 && { removePasskeys: [...answers.removed] }),
      };
      await client('account.resetPassword', { body });
      setIsChanged(true);
      // It may have been this browser's session that ended.
      if (session.status !== 'signed-out') await resume();
    },
  });
  return { ...state, form, formProps, errorOf, isChanged, factors, answers, setAnswers };
}

/** Asked on the click, as everything that sends the token. A response that does not come must not keep anybody out. */
async function factorsToAskAbout(client: ApiClient, token: string): Promise<readonly RecoveryFactor[]> {
  try {
    return (await client('account.pendingReset', { body: { token } })).factors;
  } catch {
    return [];
  }
}
