'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { NewPersonalToken, ScopeInfo } from '@pixelboxx/shared';
import { SelectField, TextField } from '@pixelboxx/ui';
import { useEffect, useRef, useState } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { Cancelled } from '@/lib/errors/cancelled.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ScopeChoices } from './scope-choices.tsx';

interface CreateTokenFormProps {
  scopes: readonly ScopeInfo[];
  close: () => void;
  onMade: (token: NewPersonalToken) => Promise<void>;
}

export function CreateTokenForm({ scopes, close, onMade }: CreateTokenFormProps) {
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choices = useRef<HTMLFieldSetElement>(null);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./token-entries.ts')).TokenEntries,
    fieldNames: ['name', 'expiresInDays'],
    defaultValues: { expiresInDays: '90' },
    submit: async (entries) => {
      if (chosen.size === 0) {
        choices.current?.querySelector('input')?.focus();
        throw new Cancelled();
      }
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
        label={t('tokenName')}
        autoComplete="off"
        description={t('tokenNameText')}
        error={errorOf('name')}
        {...form.register('name')}
      />
      <SelectField label={t('worksFor')} error={errorOf('expiresInDays')} {...form.register('expiresInDays')}>
        <option value="7">{t('days', { count: 7 })}</option>
        <option value="30">{t('days', { count: 30 })}</option>
        <option value="90">{t('days', { count: 90 })}</option>
        <option value="365">{t('oneYear')}</option>
      </SelectField>
      <ScopeChoices
        ref={choices}
        scopes={scopes}
        chosen={chosen}
        error={form.submitted && chosen.size === 0 ? t('chooseScopes') : undefined}
        onChange={setChosen}
      />
      <FormActions label={t('makeToken')} {...state} onCancel={close} />
    </form>
  );
}
