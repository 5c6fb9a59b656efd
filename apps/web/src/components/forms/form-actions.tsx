'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import type { ApiForm } from './use-api-form.ts';

interface FormActionsProps extends Pick<ApiForm<never, never>, 'submitting' | 'blocked'> {
  label: string;
  onCancel: () => void;
}

/** The buttons of a form that was opened to change one thing and can be closed again. */
export function FormActions({ label, submitting, blocked, onCancel }: FormActionsProps) {
  const t = useTexts('common');
  return (
    <div className="flex flex-col gap-3 sm:flex-row">
      <Button type="submit" loading={submitting} disabled={blocked}>
        {label}
      </Button>
      <Button variant="quiet" onClick={onCancel}>
        {t('cancel')}
      </Button>
    </div>
  );
}
