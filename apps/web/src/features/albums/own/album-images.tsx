import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { ArrowLeft, ArrowRight, X } from 'lucide-react';
import { Fetching } from '@/components/loading/fetching.tsx';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useRef, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { GalleryImage } from '@/components/images/gallery-image.tsx';
import { ImageBadges } from '@/components/images/image-badges.tsx';
import { useOpenImage } from '@/components/images/lightbox/use-open-image.ts';
import { wordsFor } from '@/components/images/shown-image.ts';
import { useFocusNext } from '@/lib/focus/use-focus-next.ts';
import { albumGrid } from '../card/album-card.tsx';
import type { useAlbumImages } from './use-album-images.ts';

const AlbumLightbox = laterInBrowser(
  () => import('./album-lightbox.tsx').then(({ default: AlbumLightbox }) => AlbumLightbox),
  <Fetching />,
);

interface AlbumImagesProps extends Pick<ReturnType<typeof useAlbumImages>, 'images' | 'takeOut' | 'move'> {
  onBroken: (id: string) => void;
}

/** The images of an album, in order, with buttons to change it that work by keyboard, touch and screen reader. */
export function AlbumImages({ images, takeOut, move, onBroken }: AlbumImagesProps) {
  const t = useTexts('albums');
  const viewer = useOpenImage(images.length > 0 ? images : null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const focusNext = useFocusNext();
  const busy = takeOut.running || move.running;

  /** After the change is shown: the pressed button has moved or is gone. */
  const focusOn = (selector: string) => focusNext(() => list.current?.querySelector<HTMLElement>(selector));
  const step = async (id: string, index: number, by: 1 | -1) => {
    if (!(await move.run(id, by))) return;
    setSaid(t('moved', { place: index + by + 1 }));
    const isAtEnd = by === 1 ? index + 2 === images.length : index === 1;
    const back = by === 1 ? 'earlier' : 'later';
    focusOn(`[data-image="${id}"] [data-act="${isAtEnd ? back : by === 1 ? 'later' : 'earlier'}"]`);
  };
  const drop = async (id: string, index: number) => {
    if (!(await takeOut.run(id))) return;
    setSaid(t('takenOut'));
    const neighbour = images[index + 1] ?? images[index - 1];
    if (neighbour) focusOn(`[data-image="${neighbour.id}"] [data-act="remove"]`);
  };
  return (
    <section aria-label={t('section')} className="flex flex-col gap-4">
      <FormAlert {...takeOut} />
      <FormAlert {...move} />
      <p role="status" className="text-sm font-semibold text-ink-soft empty:hidden">
        {said}
      </p>
      <ul ref={list} aria-label={t('inAlbum')} className={albumGrid}>
        {images.map((image, index) => (
          <AlbumImage
            key={image.id}
            {...{ image, busy, onBroken }}
            onOpen={() => viewer.open(image.id)}
            place={index + 1}
            isLast={index === images.length - 1}
            onStep={(by) => void step(image.id, index, by)}
            onRemove={() => void drop(image.id, index)}
          />
        ))}
      </ul>
      {viewer.openId && (
        <AlbumLightbox
          items={images}
          id={viewer.openId}
          onShow={viewer.open}
          onClose={viewer.close}
          onBroken={onBroken}
        />
      )}
    </section>
  );
}

interface AlbumImageProps {
  image: Upload;
  /** Starts at 1. */
  place: number;
  isLast: boolean;
  busy: boolean;
  onOpen: () => void;
  onBroken: (id: string) => void;
  onStep: (by: 1 | -1) => void;
  onRemove: () => void;
}

function AlbumImage({ image, place, isLast, busy, onOpen, onBroken, onStep, onRemove }: AlbumImageProps) {
  const t = useTexts('albums');
  const name = wordsFor(image) ?? t('pictureAt', { place });
  return (
    <li data-image={image.id} className="flex min-w-0 flex-col gap-1.5">
      <span className="@container relative block aspect-4/3 overflow-hidden rounded-xl bg-sunken">
        <button
          type="button"
          data-picture={image.id}
          onClick={onOpen}
          className="absolute inset-0 block focus-visible:-outline-offset-3"
        >
          <GalleryImage
            image={image}
            alt={wordsFor(image) ?? t('pictureAltAt', { place })}
            sizes="(min-width: 64rem) 20rem, (min-width: 40rem) 33vw, 50vw"
            onBroken={() => onBroken(image.id)}
          />
        </button>
        <ImageBadges upload={image} />
      </span>
      <span className="flex justify-between">
        <ActButton
          act="earlier"
          label={t('moveEarlier', { name })}
          disabled={busy || place === 1}
          onClick={() => onStep(-1)}
        >
          <ArrowLeft aria-hidden="true" className="size-5 rtl:-scale-x-100" />
        </ActButton>
        <ActButton act="remove" label={t('takeOut', { name })} disabled={busy} onClick={onRemove}>
          <X aria-hidden="true" className="size-5" />
        </ActButton>
        <ActButton act="later" label={t('moveLater', { name })} disabled={busy || isLast} onClick={() => onStep(1)}>
          <ArrowRight aria-hidden="true" className="size-5 rtl:-scale-x-100" />
        </ActButton>
      </span>
    </li>
  );
}

interface ActButtonProps {
  act: string;
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactElement;
}

function ActButton({ act, label, disabled, onClick, children }: ActButtonProps) {
  return (
    <Button variant="quiet" size="icon" data-act={act} aria-label={label} {...{ disabled, onClick }}>
      {children}
    </Button>
  );
}
