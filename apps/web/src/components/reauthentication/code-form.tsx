'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, TextField, type Elements } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';

/** Six digits from an app, or a backup code for when the app is lost. */
export type CodeKind = 'TOTP' | 'BACKUP_CODE';

interface CodeFormProps {
  kind: CodeKind;
  submitLabel: string;
  /** Submits the code. Its errors are shown here. */
  submit: (code: string) => Promise<void>;
  size?: 'medium' | 'large' | undefined;
  /** Other fields, shown before the code. */
  before?: Elements;
  /** Shown below the submit button. */
  children?: Elements;
}

const words = {
  TOTP: { label: 'code', description: 'codeText' },
  BACKUP_CODE: { label: 'backupCode', description: 'backupCodeText' },
} as const satisfies Record<CodeKind, object>;

/** Asks for a code; takes the focus when it appears. */
export function CodeForm({ kind, submitLabel, submit, size = 'medium', before, children }: CodeFormProps) {
  const t = useTexts('common');
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ CodeRequest }) => CodeRequest,
    fieldNames: ['code'],
    defaultValues: { code: '' },
    codeFields: { INVALID_CODE: 'code' },
    submit: ({ code }) => submit(code),
  });
  const { setFocus } = form;
  useEffect(() => setFocus('code'), [setFocus]);
  const { label, description } = words[kind];
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      {before}
      <TextField
        label={t(label)}
        description={t(description)}
        autoComplete="one-time-code"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        inputMode={kind === 'TOTP' ? 'numeric' : 'text'}
        error={errorOf('code')}
        {...form.register('code')}
      />
      <Button type="submit" block size={size} loading={state.submitting} disabled={state.blocked}>
        {submitLabel}
      </Button>
      {children}
    </form>
  );
}
