import { Alert } from '@pixelboxx/ui';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { DeletionsView } from './state/use-deletions.ts';
import type { VisibilityChange } from './state/use-visibility.ts';

interface OutcomesProps {
  deletions: DeletionsView;
  visibility: VisibilityChange;
  /** An image's options are open, which show the outcome of their own change. */
  isChanging: boolean;
}

/** The outcome of the last deletion, and of the last change of visibility. */
export function Outcomes({ deletions, visibility, isChanging }: OutcomesProps) {
  const t = useTexts('gallery');
  return (
    <>
      {deletions.failure && (
        <Alert tone="danger" title={t('notDeleted')}>
          {deletions.failure}
        </Alert>
      )}
      {visibility.failure && !isChanging && (
        <Alert tone="danger" title={visibility.failure.title}>
          {visibility.failure.message}
        </Alert>
      )}
      <p role="status" className="text-[0.9375rem] font-semibold text-ink-soft empty:hidden">
        {visibility.outcome}
      </p>
    </>
  );
}
