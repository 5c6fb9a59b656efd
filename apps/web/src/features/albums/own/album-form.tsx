import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Album, CreateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { SelectField, TextAreaField, TextField } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { withImages } from './with-images.ts';

/** The data of an album and, if it has images, whether they become public with it. */
type AlbumWords = Required<CreateAlbumRequest> & { showImages?: true };

interface AlbumFormProps {
  /** The album to change; without it, a new one is created. */
  album?: Album;
  label: string;
  /** The form was just opened, so it takes the focus. */
  takesFocus?: boolean;
  /** Calls the API, with one effect however often it is retried with this key; its errors are shown at the fields. */
  onSubmit: (body: AlbumWords, idempotencyKey: string) => Promise<void>;
  onCancel: () => void;
}

export function AlbumForm({ album, label, takesFocus = false, onSubmit, onCancel }: AlbumFormProps) {
  const t = useTexts('albums');
  const { form, formProps, errorOf, ...state } = useApiForm({
    // Loaded when the form is first touched, like all checks.
    schema: async () => (await import('./album-entries.ts')).AlbumEntries,
    fieldNames: ['title', 'description', 'visibility'],
    defaultValues: {
      title: album?.title ?? '',
      description: album?.description ?? '',
      visibility: album?.visibility ?? 'PRIVATE',
    },
    submit: ({ visibility, ...words }, idempotencyKey) =>
      onSubmit(
        visibility === withImages ? { ...words, visibility: 'PUBLIC', showImages: true } : { ...words, visibility },
        idempotencyKey,
      ),
  });
  const { setFocus } = form;
  useEffect(() => {
    if (takesFocus) setFocus('title');
  }, [takesFocus, setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField label={t('title')} autoComplete="off" error={errorOf('title')} {...form.register('title')} />
      <TextAreaField
        label={t('description')}
        description={t('mayBeEmpty')}
        rows={2}
        error={errorOf('description')}
        {...form.register('description')}
      />
      <SelectField
        label={t('whoSees')}
        description={t('whoSeesText')}
        error={errorOf('visibility')}
        {...form.register('visibility')}
      >
        <option value="PRIVATE">{t('onlyMe')}</option>
        <option value="PUBLIC">{t('everybody')}</option>
        {album && album.imageCount > 0 && <option value={withImages}>{t('everybodyWithAll')}</option>}
      </SelectField>
      <FormActions {...state} label={label} onCancel={onCancel} />
    </form>
  );
}
