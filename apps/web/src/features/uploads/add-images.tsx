'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { pickerAccept } from '@pixelboxx/shared';
import { Button, ChoiceGroup, cn } from '@pixelboxx/ui';
import { Globe, ImagePlus, Lock } from 'lucide-react';
import { useRef, useState } from 'react';
import { useHydrated } from '@/components/loading/use-hydrated.ts';
import { useFileDrop } from './use-file-drop.ts';
import type { Visibility } from './items/upload-item.ts';

interface AddImagesProps {
  /** There are no images yet: the invitation fills the page. */
  inviting: boolean;
  maxFileBytes: number;
  /** The chosen files are being added. */
  busy: boolean;
  onFiles: (files: File[], visibility: Visibility) => void;
}

/** Adds images: picked, dropped anywhere on the page, or pasted. */
export function AddImages({ inviting, maxFileBytes, busy, onFiles }: AddImagesProps) {
  const formats = useFormats();
  const t = useTexts('uploads');
  const hydrated = useHydrated();
  const picker = useRef<HTMLInputElement>(null);
  const [visibility, setVisibility] = useState<Visibility>('private');
  const choices = [
    { value: 'private', label: t('onlyMe'), icon: <Lock aria-hidden="true" className="size-4" /> },
    { value: 'public', label: t('anyone'), icon: <Globe aria-hidden="true" className="size-4" /> },
  ] as const;
  const take = (files: File[]) => onFiles(files, visibility);
  const held = useFileDrop(take);
  return (
    <section
      aria-label={t('add')}
      className={cn(
        'flex flex-wrap items-center justify-between gap-x-6 gap-y-4 rounded-2xl border-2 border-dashed transition-colors',
        inviting ? 'flex-col px-3 py-12 text-center sm:py-20' : 'p-4 sm:px-6 sm:py-5',
        held ? 'border-brand bg-brand-soft' : 'border-line-strong bg-surface',
      )}
    >
      <input
        ref={picker}
        type="file"
        multiple
        accept={pickerAccept}
        aria-label={t('files')}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          take([...(target.files ?? [])]);
          // So that the same files can be chosen again.
          target.value = '';
        }}
      />
      <div className={cn('flex min-w-0 items-center gap-4', inviting ? 'flex-col' : 'flex-[1_1_18rem]')}>
        {inviting && (
          <span className="grid size-16 place-items-center rounded-2xl bg-pixel-sun text-on-pixel">
            <ImagePlus aria-hidden="true" className="size-8" />
          </span>
        )}
        <div className="min-w-0">
          <p className={cn('font-display font-bold', inviting ? 'text-2xl' : 'text-lg')}>
            {held ? t('letGo') : inviting ? t('first') : t('add')}
          </p>
          <p className="mt-0.5 text-sm text-ink-faint">
            <span className="max-sm:hidden pointer-coarse:hidden">
              <span>{t('drop')}</span>{' '}
            </span>
            <span>{t('formats', { size: formats.bytes(maxFileBytes) })}</span>
          </p>
        </div>
      </div>
      <div className={cn('flex flex-wrap items-end gap-4', inviting && 'mt-2 justify-center')}>
        <ChoiceGroup legend={t('whoSees')} choices={choices} value={visibility} onChange={setVisibility} />
        <Button loading={busy} disabled={!hydrated} onClick={() => picker.current?.click()}>
          <ImagePlus aria-hidden="true" className="size-5" />
          <span>{t('choose')}</span>
        </Button>
      </div>
    </section>
  );
}
