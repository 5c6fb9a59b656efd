import { useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import { gridRatio } from '../image-sources.ts';
import type { ShownImage } from '../shown-image.ts';
import { tilesWithin, placeTiles, type GridMeasure, type TileRows, type Range } from './tile-rows.ts';

/** Up to this number, all images are on the page at once, as they are without scripts. */
const windowedFrom = 80;
/** Images this far above and below the viewport are on the page as well, in CSS pixels: for keys and fast scrolling. */
const marginPx = 800;

/** For many images: those near the viewport, and the positions of all; null while all of them are on the page. */
export function useTileWindow(
  list: RefObject<HTMLElement | null>,
  items: readonly ShownImage[],
): { rows: TileRows; range: Range } | null {
  const isLong = items.length > windowedFrom;
  const measure = useMeasure(list, isLong);
  const rows = useMemo(
    () => (measure && isLong ? placeTiles(items.map(gridRatio), measure) : null),
    [items, isLong, measure],
  );
  const [range, setRange] = useState<Range>([0, windowedFrom]);
  useLayoutEffect(() => {
    const element = list.current;
    if (!rows || !element) return;
    const look = () => {
      const above = -element.getBoundingClientRect().top;
      const [first, end] = tilesWithin(rows, above - marginPx, above + window.innerHeight + marginPx);
      setRange((known) => (known[0] === first && known[1] === end ? known : [first, end]));
    };
    look();
    // Any element can scroll; other causes that move the list change the page's height.
    window.addEventListener('scroll', look, { passive: true, capture: true });
    window.addEventListener('resize', look);
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => {
      window.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', look);
      observer.disconnect();
    };
  }, [list, rows]);
  return rows && { rows, range };
}

function useMeasure(list: RefObject<HTMLElement | null>, wanted: boolean): GridMeasure | null {
  const [measure, setMeasure] = useState<GridMeasure | null>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (!wanted || !element) return;
    const take = () => {
      const next = measureOf(element);
      setMeasure((known) => (known && next && isSame(known, next) ? known : next));
    };
    take();
    const observer = new ResizeObserver(take);
    observer.observe(element);
    // The stylesheet can change more than the width, for example after a change of the font size.
    window.addEventListener('resize', take);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', take);
    };
  }, [list, wanted]);
  return measure;
}

/** Null if there is no layout. */
function measureOf(element: HTMLElement): GridMeasure | null {
  const style = getComputedStyle(element);
  const { width } = element.getBoundingClientRect();
  const rowHeight = Number.parseFloat(style.getPropertyValue('--row-height'));
  const gap = Number.parseFloat(style.columnGap);
  return width > 0 && rowHeight > 0 && gap >= 0 ? { width, rowHeight, gap } : null;
}

function isSame(one: GridMeasure, other: GridMeasure): boolean {
  return one.width === other.width && one.rowHeight === other.rowHeight && one.gap === other.gap;
}
