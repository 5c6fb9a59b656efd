/** What the stylesheet makes of the grid, in CSS pixels. */
export interface GridMeasure {
  readonly width: number;
  /** Of a row, before it is filled edge to edge. */
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

/** Of a range: the first, and the first after it. */
export type Range = readonly [first: number, end: number];

/**
 * Where the `picture-grid` of the stylesheet puts images of these shapes (width by height): as many as fit stand in a
 * row, share what is left by their shapes, and are equally high; those of the last row are as wide as they ask for.
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
  // Shares of less than one in all take no more of what is left (CSS Flexbox 1, 9.7), such as one upright image alone.
  const filled = rowHeight + (free > 0 ? free * Math.min(1, 1 / sum) : free / sum);
  // What follows the last image of all takes what is left, where there is room for a gap before it.
  const isLast = end === ratios.length && sum * rowHeight + (end - first) * gap <= width;
  return { end, height: isLast ? Math.min(rowHeight, filled) : filled };
}

/** Those that stand between two heights of the grid, whole rows. */
export function tilesWithin({ places }: TileRows, fromTop: number, toTop: number): Range {
  const first = firstIndex(places, ({ top, height }) => top + height >= fromTop);
  const end = firstIndex(places, ({ top }) => top > toTop);
  return [Math.min(first, end), end];
}

/** By halves: whatever holds for one holds for all after it. */
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
