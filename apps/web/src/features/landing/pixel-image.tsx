const colours = {
  s: 'var(--pixel-sky)',
  y: 'var(--pixel-sun)',
  b: 'var(--pixel-bloom)',
  l: 'var(--pixel-leaf)',
  g: 'var(--brand)',
  e: 'var(--pixel-ember)',
} as const;

// A sun over hills; one pixel is on its way out, to be shared.
const image = [
  'sssssssbs..e',
  'ssssssbbbs..',
  'ssyysssssss.',
  'syyyyssssbbs',
  'syyyysssbbbb',
  'ssyyssslssss',
  'sssssslllsss',
  'blsssllglllb',
  'lllsllggglll',
  'gllgglgggggl',
  'gggglggegggg',
];

const step = 10;
const edge = 8.6;
const radius = 2;

/** The waves appear one after another. Few enough for a phone to animate all of them. */
const waveCount = 8;
const waveMs = 60;

interface Wave {
  /** Each shape combines all pixels of one look. */
  readonly shapes: readonly { readonly fill: string; readonly opacity: number; readonly path: string }[];
}

const waves = wavesOf(image);

function wavesOf(rows: readonly string[]): readonly Wave[] {
  const shapes = Array.from(
    { length: waveCount },
    () => new Map<string, { fill: string; opacity: number; path: string }>(),
  );
  const last = (rows[0]?.length ?? 0) + rows.length - 1;
  rows.forEach((row, y) =>
    Array.from(row).forEach((key, x) => {
      if (!(key in colours)) return;
      const fill = colours[key as keyof typeof colours];
      const opacity = 0.86 + ((x * 7 + y * 5) % 3) * 0.07;
      // From the lower left to the upper right.
      const wave = shapes[Math.floor(((x + rows.length - 1 - y) * waveCount) / last)];
      const look = `${fill} ${opacity}`;
      const path = (wave?.get(look)?.path ?? '') + pixelPath(x, y);
      wave?.set(look, { fill, opacity, path });
    }),
  );
  return shapes.map((looks) => ({ shapes: [...looks.values()] }));
}

/** A square with round corners. */
function pixelPath(x: number, y: number): string {
  const [left, top] = [x * step + (step - edge) / 2 + radius, y * step + (step - edge) / 2].map((n) => +n.toFixed(2));
  const side = +(edge - 2 * radius).toFixed(2);
  const corner = (dx: number, dy: number) => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  const [rightDown, leftDown] = [corner(radius, radius), corner(-radius, radius)];
  const [leftUp, rightUp] = [corner(-radius, -radius), corner(radius, -radius)];
  return `M${left} ${top}h${side}${rightDown}v${side}${leftDown}h-${side}${leftUp}v-${side}${rightUp}z`;
}

/** An image made of boxes, which assembles itself once when the page opens. */
export function PixelImage({ className }: { className?: string }) {
  return (
    <svg viewBox={`0 0 ${12 * step} ${image.length * step}`} aria-hidden="true" className={className}>
      {waves.map(({ shapes }, index) => (
        <g key={index} className="motion-safe:animate-appear" style={{ animationDelay: `${index * waveMs}ms` }}>
          {shapes.map(({ fill, opacity, path }) => (
            <path key={path} d={path} fill={fill} opacity={opacity} />
          ))}
        </g>
      ))}
    </svg>
  );
}
