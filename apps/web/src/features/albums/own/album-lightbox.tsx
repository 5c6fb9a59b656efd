'use client';
import type { Upload } from '@pixelboxx/shared';
import { Lightbox, type LightboxProps } from '@/components/images/lightbox/lightbox.tsx';

const dateFormat = new Intl.DateTimeFormat('en', { dateStyle: 'long' });

/** The viewer of an album of one's own: what its owner says about each image. The gallery has what can be done with it. */
export default function AlbumLightbox(viewer: Omit<LightboxProps<Upload>, 'about'>) {
  return (
    <Lightbox
      {...viewer}
      about={({ caption, createdAt, visibility }) => (
        <div className="flex min-w-0 flex-col gap-1.5 text-sm text-ink-soft">
          {caption && <p className="text-base whitespace-pre-line text-ink">{caption}</p>}
          <p>
            <span>{visibility === 'PUBLIC' ? 'Anyone with the link · ' : 'Only you · '}</span>
            <time dateTime={createdAt}>{dateFormat.format(new Date(createdAt))}</time>
          </p>
        </div>
      )}
    />
  );
}
