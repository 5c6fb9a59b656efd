import type { Rgb } from './color.ts';

export interface Palette {
  ground: Rgb;
  glow: Rgb;
  /** Four colours that stand out from the ground, the last one the most. */
  accents: readonly [Rgb, Rgb, Rgb, Rgb];
}

export interface Layer {
  color: Rgb;
  opacity?: number;
  /** How far a point of the unit square is from the shape; negative inside. */
  distance: (x: number, y: number) => number;
}

export type Composition = (palette: Palette, random: () => number) => Layer[];

const TURN = 2 * Math.PI;

const disc =
  (cx: number, cy: number, radius: number): Layer['distance'] =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

const ring =
  (cx: number, cy: number, radius: number, width: number): Layer['distance'] =>
  (x, y) =>
    Math.abs(Math.hypot(x - cx, y - cy) - radius) - width / 2;

const accent = ({ accents }: Palette, index: number): Rgb => accents[index % accents.length] ?? accents[0];

/** Layered hills under a low sun. */
const hills: Composition = (palette, random) => {
  const sun: Layer = { color: accent(palette, 2), distance: disc(0.25 + random() * 0.5, 0.3 + random() * 0.1, 0.15) };
  const ranges = [0.52, 0.66, 0.8].map((base, i): Layer => {
    const [phase, waves, height] = [random() * TURN, 0.7 + random() * 0.9, 0.05 + random() * 0.05];
    const color = accent(palette, [0, 1, 3][i] ?? 0);
    return { color, distance: (x, y) => base + height * Math.sin(phase + x * waves * TURN) - y };
  });
  return [sun, ...ranges];
};

/** A planet with rings and moons. */
const orbits: Composition = (palette, random) => {
  const [cx, cy] = [0.42 + random() * 0.16, 0.42 + random() * 0.16];
  const layers: Layer[] = [{ color: accent(palette, 1), distance: disc(cx, cy, 0.15) }];
  for (const [i, radius] of [0.24, 0.34, 0.45].entries()) {
    const angle = random() * TURN;
    layers.push({ color: accent(palette, 0), opacity: 0.65, distance: ring(cx, cy, radius, 0.016) });
    const moon = disc(cx + radius * Math.cos(angle), cy + radius * Math.sin(angle), 0.035 + 0.015 * i);
    layers.push({ color: accent(palette, i + 2), distance: moon });
  }
  return layers;
};

/** Quarter circles in a grid, each turned its own way. */
const tiles: Composition = (palette, random) => {
  const layers: Layer[] = [];
  const count = 3;
  const size = 1 / count;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const [left, top] = [column * size, row * size];
      const [cx, cy] = [left + (random() < 0.5 ? 0 : size), top + (random() < 0.5 ? 0 : size)];
      const first = Math.floor(random() * 4);
      // Neighbours overlap by a pixel, or the ground would shine through between them.
      const within = (x: number, y: number) =>
        Math.max(Math.abs(x - left - size / 2), Math.abs(y - top - size / 2)) - size / 2 - 0.002;
      const clip =
        (shape: Layer['distance']): Layer['distance'] =>
        (x, y) =>
          Math.max(shape(x, y), within(x, y));
      layers.push({ color: accent(palette, first), distance: clip(disc(cx, cy, size)) });
      layers.push({ color: accent(palette, first + 1), distance: clip(disc(cx, cy, size * 0.5)) });
    }
  }
  return layers;
};

/** A flower of overlapping, half transparent petals. */
const bloom: Composition = (palette, random) => {
  const petals = 5 + Math.floor(random() * 4);
  const start = random() * TURN;
  const layers = Array.from({ length: petals }, (_, i): Layer => {
    const angle = start + (i * TURN) / petals;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return {
      color: accent(palette, i % 2),
      opacity: 0.72,
      distance: (x, y) => {
        const [along, across] = [(x - 0.5) * cos + (y - 0.5) * sin, (y - 0.5) * cos - (x - 0.5) * sin];
        return (Math.hypot((along - 0.21) / 0.21, across / 0.12) - 1) * 0.12;
      },
    };
  });
  return [...layers, { color: accent(palette, 2), distance: disc(0.5, 0.5, 0.09) }];
};

/** Broad waves one above the other. */
const waves: Composition = (palette, random) => {
  const tilt = (random() - 0.5) * 0.8;
  return Array.from({ length: 5 }, (_, i): Layer => {
    const [phase, height] = [random() * TURN, 0.035 + random() * 0.045];
    const base = 0.2 + i * 0.17;
    return {
      color: accent(palette, i),
      opacity: 0.9,
      distance: (x, y) => base + tilt * (x - 0.5) + height * Math.sin(phase + x * TURN) - y,
    };
  });
};

export const COMPOSITIONS: readonly Composition[] = [hills, orbits, tiles, bloom, waves];
