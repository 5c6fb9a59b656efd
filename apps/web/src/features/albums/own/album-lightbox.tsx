'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { isShownToAll } from '@/components/images/image-section.ts';
import { Lightbox, type LightboxProps } from '@/components/images/lightbox/lightbox.tsx';

/** The viewer of the user's own album: it shows the owner's text about each image. The actions are in the gallery. */
export default function AlbumLightbox(viewer: Omit<LightboxProps<Upload>, 'about' | 'isPublic'>) {
  const t = useTexts('albums');
  const tCommon = useTexts('common');
  const formats = useFormats();
  return (
    <Lightbox
      {...viewer}
      isPublic={isShownToAll}
      about={({ caption, createdAt, visibility }) => (
        <div className="flex min-w-0 flex-col gap-1.5 text-sm text-ink-soft">
          {caption && <p className="text-base whitespace-pre-line text-ink">{caption}</p>}
          <p>
            <span>{`${visibility === 'PUBLIC' ? t('anyone') : tCommon('onlyYou')} · `}</span>
            <time dateTime={createdAt}>{formats.date(createdAt, { dateStyle: 'long' })}</time>
          </p>
        </div>
      )}
    />
  );
}
