import { seededRandom } from '@pixelboxx/config/testing';
import { expect, it } from 'vitest';
import { tilesWithin, placeTiles } from '@/components/images/grid/tile-rows.ts';

const measure = { width: 1000, rowHeight: 200, gap: 10 };

it('the gallery layout fills rows edge to edge, with equal heights per row, in reading order', () => {
  const { places } = placeTiles([2, 2, 1, 1, 2, 1], measure);
  // 400 + 10 + 400 leaves no room for 200 more: two fill the first row.
  expect(places.slice(0, 2)).toEqual([
    { left: 0, top: 0, width: 495, height: 247.5 },
    { left: 505, top: 0, width: 495, height: 247.5 },
  ]);
  expect(places[2]).toMatchObject({ left: 0, top: 257.5 });
  expect(places[2]?.height).toBe(places[4]?.height);
});

it('the gallery layout gives the last row the normal height', () => {
  const { places, height } = placeTiles([2, 2, 1], measure);
  expect(places[2]).toEqual({ left: 0, top: 257.5, width: 200, height: 200 });
  expect(height).toBe(457.5);
});

it('the gallery layout shrinks a picture that is wider than the page', () => {
  expect(placeTiles([10], measure)).toEqual({
    height: 100,
    places: [{ left: 0, top: 0, width: 1000, height: 100 }],
  });
});

it('the gallery layout keeps a portrait picture with its own row narrower than the page, as the browser does', () => {
  const { places } = placeTiles([0.75, 5], { ...measure, width: 328, rowHeight: 128 });
  expect(places[0]).toEqual({ left: 0, top: 0, width: 270, height: 360 });
  expect(places[1]).toMatchObject({ left: 0, top: 370 });
});

it('the gallery layout has no height without pictures', () => {
  expect(placeTiles([], measure)).toEqual({ height: 0, places: [] });
});

it('the gallery layout finds the rows between two heights exactly as a linear search does', () => {
  const random = seededRandom();
  const rows = placeTiles(
    Array.from({ length: 500 }, () => 0.56 + random.next() * 1.8),
    measure,
  );
  for (let round = 0; round < 200; round += 1) {
    const from = (random.next() * 1.2 - 0.1) * rows.height;
    const to = from + random.next() * 2_000;
    const [first, end] = tilesWithin(rows, from, to);
    const seen = rows.places.flatMap(({ top, height }, index) => (top <= to && top + height >= from ? [index] : []));
    expect(Array.from({ length: end - first }, (_, step) => first + step)).toEqual(seen);
  }
});

it('the gallery layout fills every row but the last, whatever the shapes', () => {
  const random = seededRandom();
  const { places } = placeTiles(
    Array.from({ length: 300 }, () => 0.56 + random.next() * 1.8),
    measure,
  );
  const lastTop = places.at(-1)?.top ?? 0;
  const ends = new Map<number, number>();
  for (const { top, left, width } of places) ends.set(top, left + width);
  for (const [top, end] of ends) if (top < lastTop) expect(end).toBeCloseTo(measure.width, 6);
});
