import type { ScreeningScores } from '@pixelboxx/shared';
import { ProgressBar } from '@pixelboxx/ui';

const classes: Record<keyof ScreeningScores, { label: string; unwanted: boolean }> = {
  porn: { label: 'Explicit', unwanted: true },
  hentai: { label: 'Explicit drawing', unwanted: true },
  sexy: { label: 'Suggestive', unwanted: false },
  drawing: { label: 'Harmless drawing', unwanted: false },
  neutral: { label: 'Harmless', unwanted: false },
};

/** What the model takes an image for, the likeliest first. */
export function ScreeningOpinion({ scores }: { scores: ScreeningScores | null }) {
  if (!scores) return <p className="text-[0.9375rem] text-ink-soft">The screening has not looked at it yet.</p>;
  const opinions = (Object.keys(classes) as (keyof ScreeningScores)[])
    .map((name) => ({ ...classes[name], name, percent: Math.round(scores[name] * 100) }))
    .toSorted((a, b) => b.percent - a.percent)
    .filter(({ percent }, index) => index < 2 || percent >= 5);
  return (
    <dl aria-label="What the screening takes it for" className="flex flex-col gap-2">
      {opinions.map(({ name, label, unwanted, percent }) => (
        <div key={name} className="grid grid-cols-[8.5rem_1fr_3rem] items-center gap-3 text-sm">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="contents">
            <ProgressBar
              label={label}
              role="meter"
              percent={percent}
              valueText={`${percent} %`}
              tone={unwanted ? 'danger' : 'brand'}
            />
            <span aria-hidden="true" className="text-right font-semibold tabular-nums">
              {`${percent} %`}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
