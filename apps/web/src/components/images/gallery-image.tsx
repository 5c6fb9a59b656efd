'use client';
import { cn } from '@pixelboxx/ui';
import { useState } from 'react';
import { placeholderOf } from './placeholder.ts';
import { sourcesOf, type ImageSources } from './image-sources.ts';
import type { ShownImage } from './shown-image.ts';

interface GalleryImageProps {
  image: ShownImage;
  /** Empty where words beside it say what it is. */
  alt: string;
  /** How wide it is shown, for the browser to choose a size by. */
  sizes: string;
  eager?: boolean;
  fit?: 'cover' | 'contain';
  /** Called when its address does not work: it may have expired. */
  onBroken: () => void;
}

/**
 * An image that fades in over its blurred self. Once it is here it keeps its address: a fresh one for the same
 * image would only fetch it again.
 */
export function GalleryImage({ image, alt, sizes, eager = false, fit = 'cover', onBroken }: GalleryImageProps) {
  const current = sourcesOf(image);
  const [arrived, setArrived] = useState<ImageSources | null>(null);
  const sources = arrived ?? current;
  const placeholder = placeholderOf(image.thumbhash);
  return (
    <span className="relative block size-full">
      <span
        aria-hidden="true"
        // It leaves once the image is over it: images may be transparent.
        className={cn('absolute inset-0 transition-opacity delay-300 duration-300', arrived && 'opacity-0')}
        style={{
          backgroundColor: image.dominantColor,
          ...(placeholder && { backgroundImage: `url(${placeholder})`, backgroundSize: '100% 100%' }),
        }}
      />
      {sources && (
        <img
          // An image that was there before this page could listen.
          ref={(element) => {
            if (element?.complete && element.naturalWidth > 0) setArrived((known) => known ?? sources);
          }}
          {...sources}
          sizes={sizes}
          alt={alt}
          width={image.width}
          height={image.height}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onLoad={() => setArrived(sources)}
          onError={() => {
            setArrived(null);
            onBroken();
          }}
          className={cn(
            'relative size-full transition-opacity duration-300',
            fit === 'cover' ? 'object-cover' : 'object-contain',
            // Without scripts nobody tells when it has come.
            !arrived && 'opacity-0 [@media(scripting:none)]:opacity-100',
          )}
        />
      )}
    </span>
  );
}
