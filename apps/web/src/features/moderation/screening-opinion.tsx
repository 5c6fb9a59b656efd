import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ScreeningScores } from '@pixelboxx/shared';
import { ProgressBar } from '@pixelboxx/ui';

const classes = {
  porn: { label: 'explicit', unwanted: true },
  hentai: { label: 'explicitDrawing', unwanted: true },
  sexy: { label: 'suggestive', unwanted: false },
  drawing: { label: 'harmlessDrawing', unwanted: false },
  neutral: { label: 'harmless', unwanted: false },
} as const satisfies Record<keyof ScreeningScores, object>;

/** The model's classification of an image, the likeliest first. */
export function ScreeningOpinion({ scores }: { scores: ScreeningScores | null }) {
  const t = useTexts('moderation');
  if (!scores) return <p className="text-[0.9375rem] text-ink-soft">{t('notLooked')}</p>;
  const opinions = (Object.keys(classes) as (keyof ScreeningScores)[])
    .map((name) => ({ ...classes[name], label: t(classes[name].label), name, percent: Math.round(scores[name] * 100) }))
    .toSorted((a, b) => b.percent - a.percent)
    .filter(({ percent }, index) => index < 2 || percent >= 5);
  return (
    <dl aria-label={t('takesFor')} className="flex flex-col gap-2">
      {opinions.map(({ name, label, unwanted, percent }) => (
        <div key={name} className="grid grid-cols-[8.5rem_1fr_3rem] items-center gap-3 text-sm">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="contents">
            <ProgressBar
              label={label}
              role="meter"
              percent={percent}
              valueText={t('percent', { percent })}
              tone={unwanted ? 'danger' : 'brand'}
            />
            <span aria-hidden="true" className="text-end font-semibold tabular-nums">
              {t('percent', { percent })}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
