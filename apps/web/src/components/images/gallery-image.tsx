'use client';
import { cn } from '@pixelboxx/ui';
import { useState } from 'react';
import { placeholderOf } from './placeholder.ts';
import { sourcesOf, type ImageSources } from './image-sources.ts';
import type { ShownImage } from './shown-image.ts';

interface GalleryImageProps {
  image: ShownImage;
  /** Empty if text beside the image describes it. */
  alt: string;
  /** The displayed width, from which the browser chooses a size. */
  sizes: string;
  eager?: boolean;
  fit?: 'cover' | 'contain';
  /** Called when the image's URL does not work: it may have expired. */
  onBroken: () => void;
}

/**
 * An image that fades in over its blurred placeholder. Once loaded, it keeps its URL: a new one for the same image would
 * only load it again.
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
        // The placeholder disappears once the image covers it: images may be transparent.
        className={cn('absolute inset-0 transition-opacity delay-300 duration-300', arrived && 'opacity-0')}
        style={{
          backgroundColor: image.dominantColor,
          ...(placeholder && { backgroundImage: `url(${placeholder})`, backgroundSize: '100% 100%' }),
        }}
      />
      {sources && (
        <img
          // The image had loaded before hydration.
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
            // Without scripts, nothing reports that it has loaded.
            !arrived && 'opacity-0 [@media(scripting:none)]:opacity-100',
          )}
        />
      )}
    </span>
  );
}
