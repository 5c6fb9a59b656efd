import type { CreateSampleItemRequest } from '@pixelboxx/shared/features/sample-items';
import { Button, TextAreaField, TextField } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface SampleItemFormProps {
  /** Calls the API, which acts only once per key; errors are shown at the fields. */
  onSubmit: (body: CreateSampleItemRequest, idempotencyKey: string) => Promise<void>;
}

export function SampleItemForm({ onSubmit }: SampleItemFormProps) {
  const t = useTexts('sample-items');
  const { form, formProps, errorOf, ...state } = useApiForm({
    // Loaded when the form is first used, like all schemas of forms.
    schema: async () => (await import('@pixelboxx/shared/features/sample-items')).CreateSampleItemRequest,
    fieldNames: ['title', 'text'],
    defaultValues: { title: '', text: '' },
    submit: async (body, idempotencyKey) => {
      await onSubmit(body, idempotencyKey);
      form.reset();
    },
  });
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField label={t('title')} autoComplete="off" error={errorOf('title')} {...form.register('title')} />
      <TextAreaField label={t('text')} error={errorOf('text')} {...form.register('text')} />
      <Button type="submit" className="sm:self-start" loading={state.submitting} disabled={state.blocked}>
        {t('add')}
      </Button>
    </form>
  );
}
