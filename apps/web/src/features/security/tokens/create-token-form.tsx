'use client';
import type { NewPersonalToken, ScopeInfo } from '@pixelboxx/shared';
import { SelectField, TextField } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ScopeChoices } from './scope-choices.tsx';

interface CreateTokenFormProps {
  scopes: readonly ScopeInfo[];
  close: () => void;
  onMade: (token: NewPersonalToken) => Promise<void>;
}

export function CreateTokenForm({ scopes, close, onMade }: CreateTokenFormProps) {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./token-entries.ts')).TokenEntries,
    fieldNames: ['name', 'expiresInDays'],
    defaultValues: { expiresInDays: '90' },
    submit: async (entries) => {
      if (chosen.size === 0) throw new UserFacingError('Choose what the token may do.');
      const body = { ...entries, scopes: scopes.map(({ name }) => name).filter((name) => chosen.has(name)) };
      await onMade(await guarded(() => client('personalToken.create', { body })));
    },
  });
  const { setFocus } = form;
  useEffect(() => setFocus('name'), [setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField
        label="Name of the token"
        autoComplete="off"
        description="So that you recognise it here, such as by where you use it."
        error={errorOf('name')}
        {...form.register('name')}
      />
      <SelectField label="Works for" error={errorOf('expiresInDays')} {...form.register('expiresInDays')}>
        <option value="7">7 days</option>
        <option value="30">30 days</option>
        <option value="90">90 days</option>
        <option value="365">One year</option>
      </SelectField>
      <ScopeChoices scopes={scopes} chosen={chosen} onChange={setChosen} />
      <FormActions label="Make token" {...state} onCancel={close} />
    </form>
  );
}
