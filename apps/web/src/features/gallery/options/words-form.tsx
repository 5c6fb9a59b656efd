'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Button, TextAreaField } from '@pixelboxx/ui';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSaveWords } from './use-save-words.ts';

interface WordsFormProps {
  upload: Upload;
  /** Also called with the current image if somebody else has changed it. */
  onSaved: (upload: Upload) => void;
}

/** Caption and alternative text of one image. */
export function WordsForm({ upload, onSaved }: WordsFormProps) {
  const t = useTexts('gallery');
  const tCommon = useTexts('common');
  const [saved, setSaved] = useState(false);
  const save = useSaveWords(upload, onSaved);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./words-entries.ts')).WordsEntries,
    fieldNames: ['caption', 'altText'],
    defaultValues: { caption: upload.caption ?? '', altText: upload.altText ?? '' },
    submit: async (words) => {
      setSaved(false);
      await save(words);
      setSaved(true);
    },
  });
  return (
    <form {...formProps} className="flex flex-col gap-5" onChange={() => setSaved(false)}>
      <FormAlert {...state} />
      <TextAreaField
        label={t('caption')}
        description={t('captionText')}
        rows={2}
        error={errorOf('caption')}
        {...form.register('caption')}
      />
      <TextAreaField
        label={t('altText')}
        description={t('altTextText')}
        rows={2}
        error={errorOf('altText')}
        {...form.register('altText')}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" loading={state.submitting} disabled={state.blocked}>
          {tCommon('save')}
        </Button>
        <p role="status" className="text-sm font-semibold text-ink-soft empty:hidden">
          {saved && tCommon('saved')}
        </p>
      </div>
    </form>
  );
}
