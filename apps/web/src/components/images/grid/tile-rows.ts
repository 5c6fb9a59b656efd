/** The measurements of the grid according to the stylesheet, in CSS pixels. */
export interface GridMeasure {
  readonly width: number;
  /** The height of a row before it is filled edge to edge. */
  readonly rowHeight: number;
  readonly gap: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface TileRows {
  readonly height: number;
  /** One for each image. */
  readonly places: readonly Place[];
}

/** The index of the first image, and the index after the last. */
export type Range = readonly [first: number, end: number];

/**
 * Where the stylesheet's `picture-grid` places images of these aspect ratios (width by height). A row takes as many as fit,
 * which share the remaining space by aspect ratio and are equally high; those of the last row keep the width they ask for.
 */
export function placeTiles(ratios: readonly number[], measure: GridMeasure): TileRows {
  const places: Place[] = [];
  let top = 0;
  for (let first = 0; first < ratios.length;) {
    const row = rowFrom(ratios, first, measure);
    let left = 0;
    for (const ratio of ratios.slice(first, row.end)) {
      const width = ratio * row.height;
      places.push({ left, top, width, height: row.height });
      left += width + measure.gap;
    }
    top += row.height + measure.gap;
    first = row.end;
  }
  return { height: Math.max(0, top - measure.gap), places };
}

function rowFrom(ratios: readonly number[], first: number, { width, rowHeight, gap }: GridMeasure) {
  let end = first;
  let sum = 0;
  const wanted = (ratio: number) => (sum + ratio) * rowHeight + (end - first) * gap;
  for (let ratio = ratios[end]; ratio !== undefined; ratio = ratios[end]) {
    if (end > first && wanted(ratio) > width) break;
    sum += ratio;
    end += 1;
  }
  const free = width - (end - first - 1) * gap - sum * rowHeight;
  // Shares that add up to less than one leave free space (CSS Flexbox 1, 9.7), such as one upright image alone.
  const filled = rowHeight + (free > 0 ? free * Math.min(1, 1 / sum) : free / sum);
  // The element after the last image takes the remaining space, if there is room for a gap before it.
  const isLast = end === ratios.length && sum * rowHeight + (end - first) * gap <= width;
  return { end, height: isLast ? Math.min(rowHeight, filled) : filled };
}

/** The images between two heights of the grid, in whole rows. */
export function tilesWithin({ places }: TileRows, fromTop: number, toTop: number): Range {
  const first = firstIndex(places, ({ top, height }) => top + height >= fromTop);
  const end = firstIndex(places, ({ top }) => top > toTop);
  return [Math.min(first, end), end];
}

/** Binary search: if the condition holds for one place, it holds for all after it. */
function firstIndex(places: readonly Place[], holds: (place: Place) => boolean): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = places[middle];
    if (place && holds(place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
