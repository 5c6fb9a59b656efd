'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { cn } from '@pixelboxx/ui';
import { Check, Ellipsis } from 'lucide-react';
import { memo } from 'react';
import { ImageBadges } from '@/components/images/image-badges.tsx';
import { GalleryImage } from '@/components/images/gallery-image.tsx';
import { wordsFor } from '@/components/images/shown-image.ts';
import { gridRatio } from '@/components/images/image-sources.ts';

interface ImageTileProps {
  upload: Upload;
  /** Among the first visible images. */
  eager: boolean;
  /** Null while nothing is being selected. */
  selected: boolean | null;
  onOpen: (id: string) => void;
  onToggle: (id: string) => void;
  onOptions: (id: string) => void;
  onBroken: (id: string) => void;
}

/** The content of an image's tile. While a long gallery is scrolled, tiles that stay are not rendered again. */
export const ImageTile = memo(function ImageTile({
  upload,
  eager,
  selected,
  onOpen,
  onToggle,
  onOptions,
  onBroken,
}: ImageTileProps) {
  const formats = useFormats();
  const t = useTexts('gallery');
  const tCommon = useTexts('common');
  const { id } = upload;
  const ratio = gridRatio(upload);
  return (
    <>
      <button
        type="button"
        data-picture={id}
        aria-pressed={selected ?? undefined}
        onClick={() => (selected === null ? onOpen(id) : onToggle(id))}
        className="absolute inset-0 block focus-visible:-outline-offset-3"
      >
        {/* A minute may end between rendering on the server and in the browser. */}
        <span
          className="sr-only"
          suppressHydrationWarning
        >{`${tCommon('pictureAdded', { when: formats.moment(upload.createdAt) })} `}</span>
        <GalleryImage
          image={upload}
          alt={wordsFor(upload) ?? ''}
          sizes={`(min-width: 40rem) ${Math.ceil(ratio * 290)}px, ${Math.ceil(ratio * 170)}px`}
          eager={eager}
          onBroken={() => onBroken(id)}
        />
        <ImageBadges upload={upload} />
        {selected !== null && (
          <span
            aria-hidden="true"
            className={cn(
              'absolute inset-0 rounded-xl border-4 transition-colors',
              selected ? 'border-brand' : 'border-transparent bg-[oklch(0.15_0.02_195/0.18)]',
            )}
          >
            <span
              className={cn(
                'absolute end-2 top-2 grid size-7 place-items-center rounded-lg border-2',
                selected ? 'border-brand bg-brand text-on-brand' : 'border-line-strong bg-surface text-transparent',
              )}
            >
              <Check className="size-5" />
            </span>
          </span>
        )}
      </button>
      {selected === null && (
        <button
          type="button"
          aria-label={t('optionsOf', { words: wordsFor(upload) ?? t('noWords') })}
          aria-haspopup="dialog"
          onClick={() => onOptions(id)}
          className="absolute end-1.5 top-1.5 grid size-9 place-items-center rounded-lg bg-[oklch(0.15_0.02_195/0.78)] text-[oklch(0.98_0.01_180)] hover:bg-[oklch(0.15_0.02_195)] focus-visible:-outline-offset-3"
        >
          <Ellipsis aria-hidden="true" className="size-5" />
        </button>
      )}
    </>
  );
});
