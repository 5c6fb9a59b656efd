'use client';
import { cn, type Elements } from '@pixelboxx/ui';
import { useEffect, useRef, useState, type CSSProperties, type RefObject } from 'react';
import { gridRatio } from '../image-sources.ts';
import type { ShownImage } from '../shown-image.ts';
import type { Place } from './tile-rows.ts';
import { useTileWindow } from './use-tile-window.ts';

interface TileGridProps<Image extends ShownImage> {
  label: string;
  items: readonly Image[];
  /** More images can be loaded: the total number is unknown. */
  hasMore: boolean;
  /** An image that stays on the page wherever it is scrolled to, such as the one in the viewer: the focus returns there. */
  keepId?: string | null;
  tileClassName?: string;
  /** Whether new tiles appear with an animation. */
  appears?: boolean;
  /** The content of a tile, which fills it. */
  children: (image: Image, index: number) => Elements;
}

/**
 * Rows of images of equal height, filled edge to edge, in reading order. If there are many, the page contains only those
 * near the viewport, at their final positions, and the one that has the focus. Screen readers are told which these are.
 */
export function TileGrid<Image extends ShownImage>(props: TileGridProps<Image>) {
  const { label, items, hasMore, tileClassName, appears = false, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const near = useTileWindow(list, items);
  const kept = useKept(list, props.keepId ?? null);
  const shown = near ? indicesOf(items, near.range, kept) : items.map((_image, index) => index);
  return (
    <ul
      ref={list}
      aria-label={label}
      className={cn('picture-grid', near && 'relative')}
      style={near ? { height: near.rows.height } : undefined}
    >
      {shown.map((index) => {
        const image = items[index];
        if (!image) return null;
        const place = near?.rows.places[index];
        return (
          <li
            key={image.id}
            data-tile={image.id}
            className={cn('picture-tile min-w-0 overflow-hidden rounded-xl bg-sunken', tileClassName, {
              absolute: place,
              relative: !place,
              // In a long list, it appeared when it was scrolled to, not now.
              'animate-appear': appears && !place,
            })}
            style={place ? styleOf(place) : ({ '--ratio': gridRatio(image).toFixed(4) } as CSSProperties)}
            {...(place && { 'aria-posinset': index + 1, 'aria-setsize': hasMore ? -1 : items.length })}
          >
            {children(image, index)}
          </li>
        );
      })}
    </ul>
  );
}

/** Measured from the start of the line, which is the right in some languages. */
function styleOf({ left, ...size }: Place): CSSProperties {
  return { insetInlineStart: left, ...size };
}

/** The tile that last had the focus, and the last one that was to be kept. */
function useKept(list: RefObject<HTMLElement | null>, keepId: string | null): readonly (string | null)[] {
  const [focused, setFocused] = useState<string | null>(null);
  const [wanted, setWanted] = useState(keepId);
  // It stays after it is no longer requested: closing a viewer leads the user back to it.
  if (keepId !== null && keepId !== wanted) setWanted(keepId);
  useEffect(() => {
    const element = list.current;
    const follow = ({ target }: FocusEvent) => {
      const tile = target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null;
      setFocused(tile?.dataset['tile'] ?? null);
    };
    element?.addEventListener('focusin', follow);
    return () => element?.removeEventListener('focusin', follow);
  }, [list]);
  return [focused, keepId ?? wanted];
}

/** In reading order. */
function indicesOf(
  items: readonly ShownImage[],
  [first, end]: readonly [number, number],
  kept: readonly (string | null)[],
) {
  const indices = new Set<number>();
  for (let index = first; index < Math.min(end, items.length); index += 1) indices.add(index);
  for (const id of kept) {
    const index = id === null ? -1 : items.findIndex((item) => item.id === id);
    if (index >= 0) indices.add(index);
  }
  return [...indices].toSorted((a, b) => a - b);
}
