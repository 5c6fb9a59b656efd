import type { ApiClient } from '@pixelboxx/api-client';
import type { RecoveryFactor } from '@pixelboxx/shared';
import { useState } from 'react';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { RecoveryAnswers } from './recovery-questions.tsx';

/** The form for a new password: the first click asks which factors the account has, the next sends the answers. */
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
      // The ended sessions may include this browser's.
      if (session.status !== 'signed-out') await resume();
    },
  });
  return { ...state, form, formProps, errorOf, isChanged, factors, answers, setAnswers };
}

/** Requested on the click, like everything that sends the token. If the request fails, users must still be able to continue. */
async function factorsToAskAbout(client: ApiClient, token: string): Promise<readonly RecoveryFactor[]> {
  try {
    return (await client('account.pendingReset', { body: { token } })).factors;
  } catch {
    return [];
  }
}
