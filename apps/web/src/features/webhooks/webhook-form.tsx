'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { CreateWebhookRequest, Webhook } from '@pixelboxx/shared/features/webhooks';
import { Card, TextField } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SubjectChoice } from './subject-choice.tsx';

interface WebhookFormProps {
  /** The webhook to change; without it, a new one is created. */
  webhook?: Webhook;
  label: string;
  onSubmit: (body: Required<CreateWebhookRequest>, idempotencyKey: string) => Promise<void>;
  onCancel: () => void;
}

/** Where events are sent, and which. */
export function WebhookForm({ webhook, label, onSubmit, onCancel }: WebhookFormProps) {
  const t = useTexts('webhooks');
  const { client } = useSession();
  const [subjects, setSubjects] = useState<readonly string[]>(webhook?.subjects ?? []);
  const [all, setAll] = useState<readonly string[] | null>(null);
  const look = useApiAction(async () => setAll((await client('webhook.subjects')).subjects));
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./webhook-entries.ts')).WebhookEntries,
    fieldNames: ['name', 'url'],
    defaultValues: { name: webhook?.name ?? '', url: webhook?.url ?? '' },
    submit: (values, idempotencyKey) => onSubmit({ ...values, subjects: [...subjects] }, idempotencyKey),
  });
  const { setFocus } = form;
  useEffect(() => {
    setFocus('name');
    void look.run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it is opened
  }, []);
  return (
    <Card>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...(state.failure || !look.failure ? state : look)} />
        <TextField
          label={t('name')}
          description={t('nameText')}
          autoComplete="off"
          error={errorOf('name')}
          {...form.register('name')}
        />
        <TextField
          label={t('address')}
          description={t('addressText')}
          type="url"
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
          spellCheck={false}
          error={errorOf('url')}
          {...form.register('url')}
        />
        <SubjectChoice all={all} chosen={subjects} onChange={setSubjects} />
        <FormActions {...state} label={label} onCancel={onCancel} />
      </form>
    </Card>
  );
}
