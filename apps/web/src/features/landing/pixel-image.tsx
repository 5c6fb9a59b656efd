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

/** An image made of boxes, which assembles itself once when the page opens. */
export function PixelImage({ className }: { className?: string }) {
  const pixels = image.flatMap((row, y) =>
    Array.from(row).flatMap((key, x) => (key in colours ? [{ x, y, fill: colours[key as keyof typeof colours] }] : [])),
  );
  return (
    <svg viewBox={`0 0 ${12 * step} ${image.length * step}`} aria-hidden="true" className={className}>
      {pixels.map(({ x, y, fill }) => (
        <rect
          key={`${x}.${y}`}
          x={x * step + (step - edge) / 2}
          y={y * step + (step - edge) / 2}
          width={edge}
          height={edge}
          rx="2"
          fill={fill}
          className="motion-safe:animate-appear"
          style={{
            animationDelay: `${(x + (image.length - y)) * 22}ms`,
            opacity: 0.86 + ((x * 7 + y * 5) % 3) * 0.07,
          }}
        />
      ))}
    </svg>
  );
}
