import type { Album, CreateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { SelectField, TextAreaField, TextField } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';

interface AlbumFormProps {
  /** What is changed; without it a new one is made. */
  album?: Album;
  label: string;
  /** It was just opened: where the user is, too. */
  takesFocus?: boolean;
  /** Calls the API, once however often it is tried with this key; what it throws is shown at the fields. */
  onSubmit: (body: Required<CreateAlbumRequest>, idempotencyKey: string) => Promise<void>;
  onCancel: () => void;
}

export function AlbumForm({ album, label, takesFocus = false, onSubmit, onCancel }: AlbumFormProps) {
  const { form, formProps, errorOf, ...state } = useApiForm({
    // Fetched when the form is first touched, as all checks are.
    schema: async () => (await import('./album-entries.ts')).AlbumEntries,
    fieldNames: ['title', 'description', 'visibility'],
    defaultValues: {
      title: album?.title ?? '',
      description: album?.description ?? '',
      visibility: album?.visibility ?? 'PRIVATE',
    },
    submit: onSubmit,
  });
  const { setFocus } = form;
  useEffect(() => {
    if (takesFocus) setFocus('title');
  }, [takesFocus, setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField label="Title" autoComplete="off" error={errorOf('title')} {...form.register('title')} />
      <TextAreaField
        label="Description"
        description="May be left empty."
        rows={2}
        error={errorOf('description')}
        {...form.register('description')}
      />
      <SelectField
        label="Who can see it"
        description="Each picture keeps its own setting: private ones stay yours alone."
        error={errorOf('visibility')}
        {...form.register('visibility')}
      >
        <option value="PRIVATE">Only me</option>
        <option value="PUBLIC">Everybody</option>
      </SelectField>
      <FormActions {...state} label={label} onCancel={onCancel} />
    </form>
  );
}
