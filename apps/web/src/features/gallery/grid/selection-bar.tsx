'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { Globe, Lock, Trash2, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SelectionAction } from '@/components/images/selection-action.ts';
import { selectionActions } from '@/generated/selection-actions.ts';
import type { Visibility, VisibilityChange } from '../state/use-visibility.ts';
import type { Selection } from './use-selection.ts';

interface SelectionBarProps {
  selection: Selection;
  onDelete: (ids: readonly string[]) => void;
  visibility: VisibilityChange;
}

/** Starts and ends the selection of several images, and shows the actions on them. */
export function SelectionBar({ selection: { selected, begin, end }, onDelete, visibility }: SelectionBarProps) {
  const t = useTexts('gallery');
  const tCommon = useTexts('common');
  const [action, setAction] = useState<SelectionAction | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasSelecting = useRef(false);
  useEffect(() => {
    // The button that ended the selection is gone, and the focus with it.
    if (!selected && wasSelecting.current) opener.current?.focus();
    wasSelecting.current = selected !== null;
  }, [selected]);
  if (!selected) {
    return (
      <Button ref={opener} variant="secondary" size="small" onClick={begin}>
        {t('select')}
      </Button>
    );
  }
  const { progress } = visibility;
  const ids = [...selected];
  const disabled = ids.length === 0 || progress !== null;
  const make = (wanted: Visibility) => void visibility.start(ids, wanted).then(end);
  const remove = () => {
    onDelete(ids);
    end();
  };
  const finish = () => {
    setAction(null);
    end();
  };
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="status" className="me-1 text-[0.9375rem] font-semibold">
        {progress
          ? t('progress', { done: progress.done, total: progress.total })
          : t('selected', { count: ids.length })}
      </p>
      <ActionButton {...{ disabled }} label={t('makePublic')} Icon={Globe} onClick={() => make('public')} />
      <ActionButton {...{ disabled }} label={t('makePrivate')} Icon={Lock} onClick={() => make('private')} />
      {selectionActions.map((added) => (
        <ActionButton
          key={added.label(tCommon)}
          label={added.label(tCommon)}
          Icon={added.Icon}
          {...{ disabled }}
          onClick={() => setAction(added)}
        />
      ))}
      <ActionButton {...{ disabled }} label={tCommon('delete')} Icon={Trash2} danger onClick={remove} />
      <Button variant="secondary" size="small" disabled={progress !== null} onClick={end}>
        {t('done')}
      </Button>
      {action && <action.Dialog ids={ids} onClose={() => setAction(null)} onDone={finish} />}
    </div>
  );
}

interface ActionButtonProps {
  label: string;
  Icon: LucideIcon;
  danger?: boolean;
  disabled: boolean;
  onClick: () => void;
}

/** One of the actions on the selected images. */
function ActionButton({ label, Icon, danger = false, disabled, onClick }: ActionButtonProps) {
  return (
    <Button variant={danger ? 'danger' : 'secondary'} size="small" {...{ disabled, onClick }}>
      <Icon aria-hidden="true" className="size-4.5" />
      <span>{label}</span>
    </Button>
  );
}
