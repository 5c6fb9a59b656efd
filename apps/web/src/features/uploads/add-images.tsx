'use client';
import { pickerAccept } from '@pixelboxx/shared';
import { Button, ChoiceGroup, cn } from '@pixelboxx/ui';
import { Globe, ImagePlus, Lock } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { useHydrated } from '@/components/forms/use-hydrated.ts';
import { useFileDrop } from './use-file-drop.ts';
import type { Visibility } from './queue/upload-item.ts';

interface AddImagesProps {
  /** Nothing is here yet: the invitation fills the page. */
  inviting: boolean;
  maxFileBytes: number;
  onFiles: (files: File[], visibility: Visibility) => void;
}

const choices = [
  { value: 'private', label: 'Only me', icon: <Lock aria-hidden="true" className="size-4" /> },
  { value: 'public', label: 'Anyone with the link', icon: <Globe aria-hidden="true" className="size-4" /> },
] as const;

/** Where images come in: picked, dropped anywhere on the page, or pasted. */
export function AddImages({ inviting, maxFileBytes, onFiles }: AddImagesProps) {
  const hydrated = useHydrated();
  const picker = useRef<HTMLInputElement>(null);
  const [visibility, setVisibility] = useState<Visibility>('private');
  const take = (files: File[]) => onFiles(files, visibility);
  const held = useFileDrop(take);
  return (
    <section
      aria-label="Add pictures"
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
        aria-label="Picture files"
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          take([...(target.files ?? [])]);
          // The same files may be chosen again.
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
            {held ? 'Let go to add them' : inviting ? 'Your first pictures go here' : 'Add pictures'}
          </p>
          <p className="mt-0.5 text-sm text-ink-faint">
            <span className="max-sm:hidden pointer-coarse:hidden">
              Drop them anywhere on this page, paste, or choose files.{' '}
            </span>
            <span>{`JPEG, PNG, WebP, GIF or HEIC, up to ${formatBytes(maxFileBytes)} each.`}</span>
          </p>
        </div>
      </div>
      <div className={cn('flex flex-wrap items-end gap-4', inviting && 'mt-2 justify-center')}>
        <ChoiceGroup legend="Who can see new ones" choices={choices} value={visibility} onChange={setVisibility} />
        <Button disabled={!hydrated} onClick={() => picker.current?.click()}>
          <ImagePlus aria-hidden="true" className="size-5" />
          Choose pictures
        </Button>
      </div>
    </section>
  );
}
