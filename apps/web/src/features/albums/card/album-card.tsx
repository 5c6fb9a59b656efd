'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { BookImage } from 'lucide-react';
import { PageLink } from '@/components/layout/page-link.tsx';
import { GalleryImage } from '@/components/images/gallery-image.tsx';
import type { ShownImage } from '@/components/images/shown-image.ts';

interface AlbumCardProps {
  href: string;
  title: string;
  cover: ShownImage | null;
  imageCount: number;
  /** Additional text, such as who sees the album. */
  note?: string;
  /** Called when the cover's URL does not work. */
  onBroken?: () => void;
}

/** An album shown as its cover, linked to its page. */
export function AlbumCard({ href, title, cover, imageCount, note, onBroken }: AlbumCardProps) {
  const t = useTexts('albums');
  return (
    <li className="min-w-0">
      <PageLink href={href} className="group flex flex-col gap-2 rounded-xl">
        <AlbumCover cover={cover} {...(onBroken && { onBroken })} className="aspect-4/3 w-full rounded-xl" />
        <span className="flex min-w-0 flex-col">
          <span className="line-clamp-2 font-semibold break-words group-hover:underline">{title}</span>
          <span className="text-sm text-ink-soft">
            {[t('pictures', { count: imageCount }), note].filter((part) => part !== undefined).join(' · ')}
          </span>
        </span>
      </PageLink>
    </li>
  );
}

interface AlbumCoverProps extends Pick<AlbumCardProps, 'cover' | 'onBroken'> {
  className: string;
}

/** Text beside it says what it is. */
export function AlbumCover({ cover, onBroken, className }: AlbumCoverProps) {
  return (
    <span className={`block overflow-hidden bg-sunken ${className}`}>
      {cover ? (
        <GalleryImage
          image={cover}
          alt=""
          sizes="(min-width: 64rem) 20rem, (min-width: 40rem) 33vw, 50vw"
          onBroken={() => onBroken?.()}
        />
      ) : (
        <span className="grid size-full place-items-center text-ink-faint">
          <BookImage aria-hidden="true" className="size-1/4" />
        </span>
      )}
    </span>
  );
}

/** As wide as the window allows, two in a row on a phone. */
export const albumGrid = 'grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 lg:grid-cols-4';
