'use client';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, FullDialog, type Elements } from '@pixelboxx/ui';
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffectEvent, useLayoutEffect } from 'react';
import { imageSections } from '@/generated/image-sections.ts';
import { GalleryImage } from '../gallery-image.tsx';
import { sourcesOf } from '../image-sources.ts';
import { wordsFor, type ShownImage } from '../shown-image.ts';
import { useSwipe } from './use-swipe.ts';

export interface LightboxProps<Image extends ShownImage> {
  items: readonly Image[];
  /** The image being shown. */
  id: string;
  onShow: (id: string) => void;
  onClose: () => void;
  onBroken: (id: string) => void;
  /** The text about the image, and its actions. */
  about: (image: Image) => Elements;
  /** Whether everybody can see an image. */
  isPublic: (image: Image) => boolean;
  /** Elements that must appear above the viewer, since nothing beside it can be reached. */
  children?: Elements;
}

type Step = (index: number, count: number) => number;

const steps: Record<string, Step> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** One image as large as the window allows, with navigation to its neighbors. */
export function Lightbox<Image extends ShownImage>({
  items,
  id,
  onShow,
  onClose,
  onBroken,
  about,
  isPublic,
  children,
}: LightboxProps<Image>) {
  const t = useTexts('common');
  const index = items.findIndex((item) => item.id === id);
  const image = items[index];
  const go = (to: number) => {
    const next = items[to];
    if (next) onShow(next.id);
  };
  const swipe = useSwipe((direction) => go(index + (document.documentElement.dir === 'rtl' ? -direction : direction)));
  useStepKeys((step) => go(step(index, items.length)));
  if (!image) return null;
  const neighbours = [items[index - 1], items[index + 1]].filter((item) => item !== undefined);
  return (
    <FullDialog
      open
      onOpenChange={onClose}
      label={t('viewer')}
      finalFocus={() => {
        const tile = document.querySelector<HTMLElement>(`[data-picture="${id}"]`);
        // The focus moves without scrolling: the user may be far from where the viewer was opened.
        tile?.scrollIntoView({ block: 'nearest' });
        return tile;
      }}
    >
      <div className="flex min-h-0 flex-1 flex-col">
        <TopLine {...{ index, onClose }} count={items.length} />
        <div className="relative grid min-h-0 flex-1 touch-pan-y place-items-center px-2 sm:px-16" {...swipe}>
          <Frame key={image.id} image={image} onBroken={onBroken} />
          <Arrow side="left" disabled={index === 0} onClick={() => go(index - 1)} />
          <Arrow side="right" disabled={index === items.length - 1} onClick={() => go(index + 1)} />
        </div>
        {/* Large text on a small screen leaves room for the image: the text scrolls. */}
        <div className="mx-auto flex max-h-[45vh] w-full max-w-5xl shrink-0 flex-wrap items-center justify-between gap-x-6 gap-y-3 overflow-y-auto p-4">
          {about(image)}
          {imageSections.map((Section, place) => (
            <div key={`${place} ${image.id}`} className="w-full min-w-0">
              <Section image={image} isPublic={isPublic(image)} />
            </div>
          ))}
        </div>
      </div>
      {neighbours.map((neighbour) => (
        <Preload key={neighbour.id} image={neighbour} />
      ))}
      {children}
    </FullDialog>
  );
}

function TopLine({ index, count, onClose }: { index: number; count: number; onClose: () => void }) {
  const t = useTexts('common');
  return (
    <div className="flex items-center justify-between gap-2 p-2 sm:p-3">
      <p className="px-2 text-sm font-semibold text-ink-soft tabular-nums" aria-live="polite">
        <Rich>
          {t.rich('pictureOfCount', {
            place: index + 1,
            count,
            said: (words) => <span className="sr-only">{words}</span>,
            seen: (mark) => <span aria-hidden="true">{mark}</span>,
          })}
        </Rich>
      </p>
      <Button variant="quiet" size="icon" aria-label={t('close')} onClick={onClose}>
        <X aria-hidden="true" className="size-6" />
      </Button>
    </div>
  );
}

/** In languages that are read from the right, the next image is on the left. */
function inReadingOrder(key: string): string {
  if (document.documentElement.dir !== 'rtl') return key;
  return key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : key;
}

/** In a text field, the arrow keys move the cursor. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

/**
 * Keys of the whole window, from before the first paint: the focus enters a dialog some frames after it becomes visible, and
 * a key pressed meanwhile must not be lost.
 */
function useStepKeys(onStep: (step: Step) => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const step = steps[inReadingOrder(event.key)];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    event.preventDefault();
    onStep(step);
  });
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    // In the capture phase: the dialog does not let arrow keys bubble further.
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}

/** As large as fits, in the image's own aspect ratio, so that the placeholder covers exactly the area of the image. */
function Frame({ image, onBroken }: { image: ShownImage; onBroken: (id: string) => void }) {
  const t = useTexts('common');
  const { width, height } = image;
  return (
    <div className="[container-type:size] grid size-full min-h-0 place-items-center">
      <div
        className="overflow-hidden rounded-lg"
        style={{ width: `min(100cqw, 100cqh * ${width / height}, ${width}px)`, aspectRatio: `${width} / ${height}` }}
      >
        <GalleryImage
          image={image}
          alt={wordsFor(image) ?? t('pictureSized', { width, height })}
          sizes="100vw"
          eager
          fit="contain"
          onBroken={() => onBroken(image.id)}
        />
      </div>
    </div>
  );
}

function Arrow({ side, disabled, onClick }: { side: 'left' | 'right'; disabled: boolean; onClick: () => void }) {
  const t = useTexts('common');
  const Icon = side === 'left' ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={side === 'left' ? t('previousPicture') : t('nextPicture')}
      // At either end, the button must not lose the focus.
      aria-disabled={disabled}
      onClick={disabled ? undefined : onClick}
      className={`absolute ${side === 'left' ? 'start-2' : 'end-2'} top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-xl bg-[oklch(0.15_0.02_195/0.7)] text-ink hover:bg-sunken aria-disabled:opacity-30`}
    >
      <Icon aria-hidden="true" className="size-6 rtl:-scale-x-100" />
    </button>
  );
}

/** Loads an image in advance, in the size that would be shown. */
function Preload({ image }: { image: ShownImage }) {
  const sources = sourcesOf(image);
  return sources && <img {...sources} sizes="100vw" alt="" aria-hidden="true" className="hidden" />;
}
